public import _HandcarShims

/// A product with one row: a vector times a matrix, the form of a linear layer at batch 1.
///
/// Bound by reading the right matrix once: a block is 16 columns, a whole row of a panel, and eight
/// independent sums cover the latency of the additions.
@inlinable @inline(always)
func multiplySingleRow<Target: InstructionSet>(
  _: Target.Type, _ product: UnsafePointer<Product>, batch: Int
) {
  var lanes = InlineArray<16, Float>(repeating: 0)
  var span = lanes.mutableSpan
  span.withUnsafeMutableBufferPointer {
    let edge = $0.baseAddress.unsafelyUnwrapped
    var column = 0
    while column < product.pointee.columns {
      let block = ColumnBlock(
        product, batch: batch, column: column, vectorWidth: 16, isWide: false)
      if Target.Vector.width == 8 {
        RowSums<Target.Vector, 4, 2>.run(product, block, batch: batch, edge)
      } else {
        RowSums<Target.Vector, 2, 4>.run(product, block, batch: batch, edge)
      }
      column = block.column &+ block.count
    }
  }
}

/// Sums of one row, `turns` for each vector of columns, which take turns along depth.
@usableFromInline
struct RowSums<Vector: FloatVector, let turns: Int, let vectors: Int> {
  @usableFromInline
  var sums: InlineArray<turns, InlineArray<vectors, Vector>>

  /// - Parameter edge: memory for 16 columns, where there are fewer than that.
  @inlinable @inline(always)
  static func run(
    _ product: UnsafePointer<Product>, _ block: ColumnBlock, batch: Int,
    _ edge: UnsafeMutablePointer<Float>
  ) {
    let cursor = RowCursor(product, batch: batch, column: block.column)
    let p = product.pointee
    var row = RowSums()
    var left = cursor.left
    var right = block.start
    var remaining = p.depth &- block.copiedSteps
    while remaining >= turns {
      for turn in 0..<turns {
        row.addStep(to: turn, left.pointee, right)
        left += p.left.elementStride
        right += p.right.depthStride
      }
      remaining &-= turns
    }
    while remaining > 0 {
      row.addStep(to: 0, left.pointee, right)
      left += p.left.elementStride
      right += p.right.depthStride
      remaining &-= 1
    }
    for _ in 0..<block.copiedSteps {
      hcs_copy_floats(right, 1, edge, 1, block.count)
      row.addStep(to: 0, left.pointee, UnsafePointer(edge))
      left += p.left.elementStride
      right += p.right.depthStride
    }
    row.finish(p, block, cursor, edge)
  }

  @inlinable @inline(always)
  init() { sums = InlineArray(repeating: InlineArray(repeating: .zero)) }

  @inlinable @inline(always)
  mutating func addStep(to turn: Int, _ number: Float, _ right: UnsafePointer<Float>) {
    let coefficient = Vector(repeating: number)
    for vector in 0..<vectors {
      sums[turn][vector] = sums[turn][vector].addingProduct(
        Vector(loading: right + vector &* Vector.width), coefficient)
    }
  }

  /// Adds all turns and the bias, clamps and stores.
  @inlinable @inline(always)
  func finish(
    _ product: Product, _ block: ColumnBlock, _ cursor: RowCursor,
    _ edge: UnsafeMutablePointer<Float>
  ) {
    var row = sums[0]
    for turn in 1..<turns {
      for vector in 0..<vectors { row[vector] = row[vector] + sums[turn][vector] }
    }
    if let operand = product.bias, var bias = cursor.bias {
      if block.isPartial || operand.elementStride == 0 {
        hcs_copy_floats(bias, operand.elementStride, edge, 1, block.count)
        bias = UnsafePointer(edge)
      }
      for vector in 0..<vectors {
        row[vector] = row[vector] + Vector(loading: bias + vector &* Vector.width)
      }
    }
    let output = UnsafeMutablePointer(mutating: cursor.output)
    let target = block.isPartial ? edge : output
    for vector in 0..<vectors {
      product.clamp(row[vector]).store(to: target + vector &* Vector.width)
    }
    if block.isPartial { hcs_copy_floats(edge, 1, output, 1, block.count) }
  }
}
