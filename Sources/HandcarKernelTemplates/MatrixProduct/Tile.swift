public import _HandcarShims

/// What a tile asks for early.
@usableFromInline
enum PanelsAhead {
  case nothing
  /// The panel that tiles read next, for the second cache.
  case nextPanel
  /// What lies some steps ahead in the panels that it reads itself, for the first cache.
  case samePanels
}

/// A block of sums held in registers: `rows` × `vectors` vectors, [row][vector].
///
/// Both counts are compile-time numbers, so every loop over them unrolls and no element lives in memory
/// (checked on the generated code by `Tests/check-kernel-code`). Loops count by hand and subscripts are unchecked: what ranges and
/// checks leave of so many tiles in one function is more than the compiler is willing to inline, and then the sums do lie
/// in memory.
@usableFromInline
struct Tile<Vector: TileVector, let rows: Int, let vectors: Int> {
  @usableFromInline
  var sums: InlineArray<rows, InlineArray<vectors, Vector>>

  @inlinable @inline(always)
  init() {
    sums = InlineArray(repeating: InlineArray(repeating: .zero))
  }

  /// Computes one tile of a run, of any kind.
  @inlinable @inline(always)
  static func run(_ run: UnsafePointer<TileRun>, at first: Int) {
    var tile = Tile()
    if run.pointee.hasBias {
      tile.start(
        run.pointee.memory.bias + first, run.pointee.biasOffset,
        isRepeated: run.pointee.biasStride == 0 && Vector.steps == 1, run.pointee.biasPlaces)
    }
    let addresses = run.pointee.memory.left + first
    var left = InlineArray<rows, UnsafePointer<Float>>(repeating: addresses[0])
    var row = 1
    while row < rows {
      left[unchecked: row] = addresses[row]
      row &+= 1
    }
    let copiedSteps = run.pointee.copiedSteps
    var right = run.pointee.right
    var rightStride = run.pointee.rightStride
    var steps = run.pointee.steps
    var offset = 0
    var isLast = copiedSteps == 0
    while true {
      tile.accumulate(
        left: left, offset: &offset, leftStride: run.pointee.leftStride, right: right,
        rightStride: rightStride, run.pointee.rightPlaces, steps: steps)
      if isLast { break }
      right = UnsafePointer(run.pointee.memory.right)
      rightStride = 16
      steps = copiedSteps
      isLast = true
    }
    tile.fold()
    if run.pointee.clamps { tile.clamp(run.pointee.clamp) }
    let output = run.pointee.memory.output + first
    if Vector.parts &* vectors == 4 && run.pointee.rowsTouch {
      tile.storePairs(to: output, run.pointee.outputOffset, run.pointee.outputPlaces)
    } else {
      tile.store(to: output, run.pointee.outputOffset, run.pointee.outputPlaces)
    }
  }

  /// Where a vector of columns begins.
  @inlinable @inline(always)
  static func place(of vector: Int, _ places: ColumnPlaces) -> Int {
    (vector & 1) &* Vector.parts &* places.tail &+ (vector &>> 1) &* places.block
  }

  /// Starts from a bias: a number for each row, or a run of columns.
  @inlinable @inline(always)
  mutating func start(
    _ addresses: TileMemory.Addresses, _ offset: Int, isRepeated: Bool,
    _ places: ColumnPlaces
  ) {
    var row = 0
    while row < rows {
      let bias = addresses[row] + offset
      sums[unchecked: row] =
        isRepeated
        ? InlineArray(repeating: Vector(repeating: bias.pointee))
        : Self.columns(at: bias, places, areStarts: true)
      row &+= 1
    }
  }

  /// Columns of the right matrix or, as a constant says, what their sums start from.
  @inlinable @inline(always)
  static func columns(
    at source: UnsafePointer<Float>, _ places: ColumnPlaces, areStarts: Bool = false
  ) -> InlineArray<vectors, Vector> {
    // A loop and not the initialiser that takes a closure: that one stays a call.
    var columns = InlineArray<vectors, Vector>(repeating: .zero)
    var vector = 0
    while vector < vectors {
      let place = source + place(of: vector, places)
      columns[unchecked: vector] =
        areStarts
        ? Vector(startingAt: place, tail: places.tail)
        : Vector(loading: place, tail: places.tail)
      vector &+= 1
    }
    return columns
  }

  /// The hot loop: adds left[row][k] · right[k][column] for `steps` values of k.
  ///
  /// - Parameters:
  ///   - ahead: what is asked for early meanwhile; a constant.
  ///   - nextPanel: from a step of the right matrix to that of the next panel.
  ///   - atOnce: steps in one turn of the loop, 1 or 2; a constant.
  @inlinable @inline(always)
  mutating func accumulate(
    left: InlineArray<rows, UnsafePointer<Float>>, offset: inout Int, leftStride: Int,
    right start: UnsafePointer<Float>, rightStride: Int, _ places: ColumnPlaces,
    ahead: PanelsAhead = .nothing, nextPanel: Int = 0, steps: Int, atOnce: Int = 1
  ) {
    var right = start
    var remaining = steps
    if Vector.multipliesByLane && leftStride == 1 {
      while remaining >= Vector.width {
        var coefficients = InlineArray<rows, Vector>(repeating: .zero)
        var row = 0
        while row < rows {
          coefficients[unchecked: row] = Vector(loading: left[unchecked: row] + offset, tail: 0)
          row &+= 1
        }
        // Written out: the compiler leaves a loop over the lanes of a tall tile a loop, and then picks each lane
        // out of a copy in memory. Only vectors of four multiply by lane.
        addLane(0, of: coefficients, right, places)
        addLane(1, of: coefficients, right + rightStride, places)
        addLane(2, of: coefficients, right + 2 &* rightStride, places)
        addLane(3, of: coefficients, right + 3 &* rightStride, places)
        right += 4 &* rightStride
        offset &+= Vector.width
        remaining &-= Vector.width
      }
    }
    if atOnce == 2 && leftStride == 1 {
      while remaining > 1 {
        addStep(left, offset, Self.columns(at: right, places))
        right += rightStride
        addStep(left, offset &+ 1, Self.columns(at: right, places))
        right += rightStride
        offset &+= 2
        remaining &-= 2
      }
    }
    while remaining > 0 {
      if ahead == .nextPanel { hcs_prefetch(right + nextPanel) }
      if ahead == .samePanels { Self.askForPanels(right, places) }
      addStep(left, offset, Self.columns(at: right, places))
      right += rightStride
      offset &+= leftStride
      remaining &-= 1
    }
  }

  /// One step along depth.
  @inlinable @inline(always)
  mutating func addStep(
    _ left: InlineArray<rows, UnsafePointer<Float>>, _ offset: Int,
    _ columns: InlineArray<vectors, Vector>
  ) {
    var row = 0
    while row < rows {
      add(columns, Vector(coefficientAt: left[unchecked: row] + offset), to: row)
      row &+= 1
    }
  }

  /// One step along depth of a row.
  @inlinable @inline(always)
  mutating func add(
    _ columns: InlineArray<vectors, Vector>, _ coefficient: Vector, to row: Int
  ) {
    var vector = 0
    while vector < vectors {
      sums[unchecked: row][unchecked: vector] =
        sums[unchecked: row][unchecked: vector]
        .addingProduct(columns[unchecked: vector], coefficient)
      vector &+= 1
    }
  }

  /// One step along depth, whose coefficients are a lane of the rows' vectors.
  @inlinable @inline(always)
  mutating func addLane(
    _ lane: Int, of coefficients: InlineArray<rows, Vector>, _ right: UnsafePointer<Float>,
    _ places: ColumnPlaces
  ) {
    let columns = Self.columns(at: right, places)
    var row = 0
    while row < rows {
      var vector = 0
      while vector < vectors {
        sums[unchecked: row][unchecked: vector] =
          sums[unchecked: row][unchecked: vector]
          .addingProduct(columns[unchecked: vector], lane: lane, of: coefficients[unchecked: row])
        vector &+= 1
      }
      row &+= 1
    }
  }

  @inlinable @inline(always)
  mutating func fold() {
    var row = 0
    while row < rows {
      var vector = 0
      while vector < vectors {
        sums[unchecked: row][unchecked: vector] = sums[unchecked: row][unchecked: vector].folded
        vector &+= 1
      }
      row &+= 1
    }
  }

  @inlinable @inline(always)
  mutating func clamp(_ clamp: Clamp) {
    var row = 0
    while row < rows {
      var vector = 0
      while vector < vectors {
        sums[unchecked: row][unchecked: vector] = clamp(sums[unchecked: row][unchecked: vector])
        vector &+= 1
      }
      row &+= 1
    }
  }

  @inlinable @inline(always)
  func store(to addresses: TileMemory.Addresses, _ offset: Int, _ places: ColumnPlaces) {
    var row = 0
    while row < rows {
      store(row, to: UnsafeMutablePointer(mutating: addresses[row] + offset), places)
      row &+= 1
    }
  }

  /// Stores two rows at a time, which touch.
  @inlinable @inline(always)
  func storePairs(to addresses: TileMemory.Addresses, _ offset: Int, _ places: ColumnPlaces) {
    var row = 0
    while row < rows {
      let output = UnsafeMutablePointer(mutating: addresses[row] + offset)
      if row &+ 1 < rows {
        var vector = 0
        while vector < vectors {
          sums[unchecked: row][unchecked: vector].store(
            and: sums[unchecked: row &+ 1][unchecked: vector],
            to: output + Self.place(of: vector, places), tail: places.tail)
          vector &+= 1
        }
      } else {
        store(row, to: output, places)
      }
      row &+= 2
    }
  }

  @inlinable @inline(always)
  func store(_ row: Int, to output: UnsafeMutablePointer<Float>, _ places: ColumnPlaces) {
    var vector = 0
    while vector < vectors {
      sums[unchecked: row][unchecked: vector].store(
        to: output + Self.place(of: vector, places), tail: places.tail)
      vector &+= 1
    }
  }
}
