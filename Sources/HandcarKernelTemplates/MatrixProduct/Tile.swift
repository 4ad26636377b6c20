/// A block of sums held in registers: `rows` × `vectors` vectors, [row][vector].
///
/// Both counts are compile-time numbers, so every loop over them unrolls and no element lives in memory
/// (checked on the generated code by `Tests/HandcarKernelsTests`).
@usableFromInline
struct Tile<Vector: FloatVector, let rows: Int, let vectors: Int> {
  @usableFromInline
  typealias Rows = InlineArray<rows, UnsafePointer<Float>>

  @usableFromInline
  var sums: InlineArray<rows, InlineArray<vectors, Vector>>

  @inlinable @inline(always)
  init() {
    sums = InlineArray(repeating: InlineArray(repeating: .zero))
  }

  /// Starts from a bias: a number for each row, or a run of columns.
  @inlinable @inline(always)
  init(bias: UnsafeMutablePointer<UnsafePointer<Float>>, repeatsBias: Bool) {
    self.init()
    if repeatsBias {
      for row in 0..<rows {
        sums[row] = InlineArray(repeating: Vector(repeating: bias[row].pointee))
      }
    } else {
      for row in 0..<rows {
        for vector in 0..<vectors {
          sums[row][vector] = Vector(loading: bias[row] + vector &* Vector.width)
        }
      }
    }
  }

  @inlinable @inline(always)
  static func columns(at source: UnsafePointer<Float>) -> InlineArray<vectors, Vector> {
    // A loop and not the initialiser that takes a closure: that one stays a call.
    var columns = InlineArray<vectors, Vector>(repeating: .zero)
    for vector in 0..<vectors {
      columns[vector] = Vector(loading: source + vector &* Vector.width)
    }
    return columns
  }

  /// The hot loop: adds left[row][k] · right[k][column] for `steps` values of k.
  @inlinable @inline(always)
  mutating func accumulate(
    left: Rows, leftOffset: Int, leftStride: Int,
    right start: UnsafePointer<Float>, rightStride: Int, steps: Int
  ) {
    var offset = leftOffset
    var right = start
    var remaining = steps
    if Vector.multipliesByLane && leftStride == 1 {
      while remaining >= Vector.width {
        var coefficients = InlineArray<rows, Vector>(repeating: .zero)
        for row in 0..<rows { coefficients[row] = Vector(loading: left[row] + offset) }
        // Written out: the compiler leaves a loop over the lanes of a tall tile a loop, and then picks each lane
        // out of a copy in memory. Only vectors of four multiply by lane.
        addLane(0, of: coefficients, right)
        addLane(1, of: coefficients, right + rightStride)
        addLane(2, of: coefficients, right + 2 &* rightStride)
        addLane(3, of: coefficients, right + 3 &* rightStride)
        right += 4 &* rightStride
        offset &+= Vector.width
        remaining &-= Vector.width
      }
    }
    while remaining > 0 {
      let columns = Self.columns(at: right)
      for row in 0..<rows {
        let coefficient = Vector(repeating: left[row][offset])
        for vector in 0..<vectors {
          sums[row][vector] = sums[row][vector].addingProduct(columns[vector], coefficient)
        }
      }
      right += rightStride
      offset &+= leftStride
      remaining &-= 1
    }
  }

  /// One step along depth, whose coefficients are a lane of the rows' vectors.
  @inlinable @inline(always)
  mutating func addLane(
    _ lane: Int, of coefficients: InlineArray<rows, Vector>, _ right: UnsafePointer<Float>
  ) {
    let columns = Self.columns(at: right)
    for row in 0..<rows {
      for vector in 0..<vectors {
        sums[row][vector] = sums[row][vector].addingProduct(
          columns[vector], lane: lane, of: coefficients[row])
      }
    }
  }

  /// The hot loop for one row of the left matrix: the tile's rows take turns along k, which gives a
  /// matrix-vector product as many independent sums as a full tile has. `sumRows` ends it.
  @inlinable @inline(always)
  mutating func accumulateInTurns(
    left: UnsafePointer<Float>, leftStride: Int,
    right start: UnsafePointer<Float>, rightStride: Int, steps: Int
  ) {
    var coefficient = left
    var right = start
    var remaining = steps
    while remaining >= rows {
      for row in 0..<rows {
        addStep(to: row, coefficient.pointee, right)
        coefficient += leftStride
        right += rightStride
      }
      remaining &-= rows
    }
    while remaining > 0 {
      addStep(to: 0, coefficient.pointee, right)
      coefficient += leftStride
      right += rightStride
      remaining &-= 1
    }
  }

  @inlinable @inline(always)
  mutating func addStep(to row: Int, _ number: Float, _ right: UnsafePointer<Float>) {
    let coefficient = Vector(repeating: number)
    for vector in 0..<vectors {
      sums[row][vector] = sums[row][vector].addingProduct(
        Vector(loading: right + vector &* Vector.width), coefficient)
    }
  }

  /// Adds all rows into the first.
  @inlinable @inline(always)
  mutating func sumRows() {
    for row in 1..<rows {
      for vector in 0..<vectors { sums[0][vector] = sums[0][vector] + sums[row][vector] }
    }
  }

  /// Clamps one row and stores all its columns.
  @inlinable @inline(always)
  func store(row: Int, clamp: Clamp, to output: UnsafePointer<Float>) {
    let output = UnsafeMutablePointer(mutating: output)
    for vector in 0..<vectors {
      clamp(sums[row][vector]).store(to: output + vector &* Vector.width)
    }
  }
}
