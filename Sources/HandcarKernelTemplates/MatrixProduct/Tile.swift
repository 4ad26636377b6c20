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

  /// Computes the tile of a plain run that begins at row `first`: half as many instructions beside its steps as `run` has,
  /// which matters where they are few and the CPU looks ahead by few, such as one that runs two threads on a core, or in order.
  ///
  /// - Parameters:
  ///   - ahead: what the tile asks for early, where a run wants that; a constant.
  ///   - stepsAtOnce: 1 or 2; a constant.
  @inlinable @inline(always)
  static func runPlain(
    _ run: UnsafePointer<TileRun>, at first: Int, ahead: PanelsAhead = .nextPanel,
    stepsAtOnce: Int = 1
  ) {
    let memory = run.pointee.memory
    var tile = Tile()
    tile.startPlain(run, at: first)
    var left = InlineArray<rows, UnsafePointer<Float>>(repeating: memory.left[first])
    var row = 0
    while row < rows {
      left[unchecked: row] = hcs_address(memory.left + first + row).unsafelyUnwrapped
      row &+= 1
    }
    var offset = 0
    let asksForNext = ahead == .nextPanel && Vector.readsAhead && run.pointee.ahead != 0
    let asksForSame = ahead == .samePanels && run.pointee.isFar
    if asksForNext || asksForSame {
      tile.accumulate(
        left: left, offset: &offset, leftStride: run.pointee.leftStride, right: run.pointee.right,
        rightStride: run.pointee.rightStride, run.pointee.rightPlaces, ahead: ahead,
        nextPanel: run.pointee.ahead, steps: run.pointee.steps)
    } else {
      tile.accumulate(
        left: left, offset: &offset, leftStride: run.pointee.leftStride, right: run.pointee.right,
        rightStride: run.pointee.rightStride, run.pointee.rightPlaces, steps: run.pointee.steps,
        atOnce: stepsAtOnce)
    }
    tile.storePlain(run, at: first)
  }

  /// Computes two tiles of a plain run at once, one below the other from row `first` on: both have more rows than there are registers
  /// for their addresses, so these lie evenly. Asks for their panels early.
  @inlinable @inline(always)
  static func runTwo(_ run: UnsafePointer<TileRun>, at first: Int) {
    let addresses = run.pointee.memory.left + first
    let stride = addresses[1] - addresses[0]
    let places = run.pointee.rightPlaces
    let (leftStride, rightStride) = (run.pointee.leftStride, run.pointee.rightStride)
    var upper = Tile()
    var lower = Tile()
    upper.startPlain(run, at: first)
    lower.startPlain(run, at: first &+ rows)
    var upperLeft = hcs_address(addresses).unsafelyUnwrapped
    var lowerLeft = hcs_address(addresses + rows).unsafelyUnwrapped
    var right = run.pointee.right
    var remaining = run.pointee.steps
    while remaining > 0 {
      askForPanels(right, places)
      let columns = Self.columns(at: right, places)
      // Written out: the compiler leaves a loop a loop. Only tiles of six rows come in twos.
      addStep(0, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(1, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(2, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(3, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(4, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(5, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      upperLeft += leftStride
      lowerLeft += leftStride
      right += rightStride
      remaining &-= 1
    }
    upper.storePlain(run, at: first)
    lower.storePlain(run, at: first &+ rows)
  }

  /// One step along depth of a row of two tiles.
  @inlinable @inline(always)
  static func addStep(
    _ row: Int, _ columns: InlineArray<vectors, Vector>, _ upperLeft: UnsafePointer<Float>,
    to upper: inout Self, _ lowerLeft: UnsafePointer<Float>, to lower: inout Self, _ stride: Int
  ) {
    upper.addInOrder(columns, Vector(coefficientAt: upperLeft + row &* stride), to: row)
    lower.addInOrder(columns, Vector(coefficientAt: lowerLeft + row &* stride), to: row)
  }

  /// The same as `add`, but before anything that is added later.
  @inlinable @inline(always)
  mutating func addInOrder(
    _ columns: InlineArray<vectors, Vector>, _ coefficient: Vector, to row: Int
  ) {
    add(columns, coefficient, to: row)
    var vector = 0
    while vector < vectors {
      sums[unchecked: row][unchecked: vector] =
        sums[unchecked: row][unchecked: vector].inOrder(after: coefficient)
      vector &+= 1
    }
  }

  @inlinable @inline(always)
  mutating func startPlain(_ run: UnsafePointer<TileRun>, at first: Int) {
    guard run.pointee.hasBias else { return }
    start(
      run.pointee.memory.bias + first, run.pointee.biasOffset,
      isRepeated: run.pointee.biasStride == 0, run.pointee.biasPlaces)
  }

  @inlinable @inline(always)
  mutating func storePlain(_ run: UnsafePointer<TileRun>, at first: Int) {
    if run.pointee.clamps { clamp(run.pointee.clamp) }
    if Vector.width == 16 && vectors == 2 && rows & 3 == 0 && run.pointee.turnsOutput {
      return storeTurned(run, at: first)
    }
    store(to: run.pointee.memory.output + first, run.pointee.outputOffset, run.pointee.outputPlaces)
  }

  /// Asks for what lies 32 steps ahead in each panel.
  @inlinable @inline(always)
  static func askForPanels(_ right: UnsafePointer<Float>, _ places: ColumnPlaces) {
    var vector = 0
    while vector < vectors {
      hcs_prefetch_first(right + (place(of: vector, places) &+ 32 &* Vector.width))
      vector &+= 1
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
        addStep(left, offset, right, places)
        right += rightStride
        addStep(left, offset &+ 1, right, places)
        right += rightStride
        offset &+= 2
        remaining &-= 2
      }
    }
    while remaining > 0 {
      if ahead == .nextPanel { hcs_prefetch(right + nextPanel) }
      if ahead == .samePanels { Self.askForPanels(right, places) }
      addStep(left, offset, right, places)
      right += rightStride
      offset &+= leftStride
      remaining &-= 1
    }
  }

  /// One step along depth.
  @inlinable @inline(always)
  mutating func addStep(
    _ left: InlineArray<rows, UnsafePointer<Float>>, _ offset: Int, _ right: UnsafePointer<Float>,
    _ places: ColumnPlaces
  ) {
    let columns = Self.columns(at: right, places)
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
