/// A product with one column that lies contiguously along depth, as the rows of the left matrix do: dot
/// products, with vectors along depth.
@inlinable @inline(always)
func multiplyByVector<Target: InstructionSet>(
  _: Target.Type, _ product: UnsafePointer<Product>, batch: Int
) {
  let p = product.pointee
  var cursor = RowCursor(product, batch: batch, column: 0)
  let vector = p.right.start + batch &* p.right.batchStride
  var remaining = p.rows
  while remaining > 0 {
    if remaining >= 4 {
      DotProducts<Target.Vector, 4>.run(product, vector, &cursor)
      remaining &-= 4
    } else {
      DotProducts<Target.Vector, 1>.run(product, vector, &cursor)
      remaining &-= 1
    }
  }
}

/// The dot products of `rows` rows with one vector.
@usableFromInline
struct DotProducts<Vector: FloatVector, let rows: Int> {
  @inlinable @inline(always)
  static func run(
    _ product: UnsafePointer<Product>, _ vector: UnsafePointer<Float>, _ cursor: inout RowCursor
  ) {
    let depth = product.pointee.depth
    let clamp = product.pointee.clamp
    var left = InlineArray<rows, UnsafePointer<Float>>(repeating: cursor.left)
    var output = InlineArray<rows, UnsafePointer<Float>>(repeating: cursor.output)
    var start = InlineArray<rows, Float>(repeating: 0)
    for row in 0..<rows {
      left[row] = cursor.left
      output[row] = cursor.output
      if let bias = cursor.bias { start[row] = bias.pointee }
      cursor.advance(product, by: 1)
    }
    var sums = InlineArray<rows, Vector>(repeating: .zero)
    var k = 0
    while depth &- k >= Vector.width {
      let right = Vector(loading: vector + k)
      for row in 0..<rows {
        sums[row] = sums[row].addingProduct(Vector(loading: left[row] + k), right)
      }
      k &+= Vector.width
    }
    let count = depth &- k
    if count > 0 {
      let right = Vector(loading: vector + k, count: count)
      for row in 0..<rows {
        sums[row] = sums[row].addingProduct(Vector(loading: left[row] + k, count: count), right)
      }
    }
    for row in 0..<rows {
      UnsafeMutablePointer(mutating: output[row]).pointee = clamp(
        sums[row].sum() + start[row])
    }
  }
}
