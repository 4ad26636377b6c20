public import _HandcarShims

/// output[b] (M×N) = activation(left[b] (M×K) · right[b] (K×N)), batch axes broadcast by strides.
@inlinable @inline(always)
public func multiplyRuntimeMatrices<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_matrix_product>, _ tiles: WideTiles
) {
  let count = multiplyRuntimeMatrices(arguments) { Target.multiply($0, tiles) }
  let a = arguments.pointee
  finishActivation(Target.self, a.activation, a.output, count: count &* a.M &* a.N)
}

/// All products; returns how many there are. Compiled once for all kernel sets, which bring the product.
@export(interface)
public func multiplyRuntimeMatrices(
  _ arguments: UnsafePointer<hck_matrix_product>, _ multiply: (Product) -> Void
) -> Int {
  let a = arguments.pointee
  let (m, n, k) = (a.M, a.N, a.K)
  var product = Product(
    rows: m, depth: k, columns: n,
    left: .init(a.left, rowStride: k, elementStride: 1),
    right: .init(a.right, depthStride: n, blockStride: 16, isPadded: false),
    output: .init(UnsafePointer(a.output), rowStride: n, elementStride: 1),
    bias: nil, clamp: Clamp(a.activation))
  var walk = StridedWalk(
    rank: a.rank, sizes: padded(a.sizes), left: padded(a.left_strides),
    right: padded(a.right_strides))
  let count = walk.count
  for batch in 0..<count {
    product.left.start = a.left + walk.left &* (m &* k)
    product.right.start = a.right + walk.right &* (k &* n)
    product.output.start = UnsafePointer(a.output + batch &* (m &* n))
    multiply(product)
    walk.advance()
  }
  return count
}

/// The batch axes of a matrix product as the axes of a walk.
@inlinable @inline(always)
func padded(_ values: (Int, Int, Int, Int, Int, Int)) -> InlineArray<8, Int> {
  [values.0, values.1, values.2, values.3, values.4, values.5, 0, 0]
}
