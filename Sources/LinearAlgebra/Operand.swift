/// A matrix in memory read by a product: element (i, j) lies at `base[i * rowStride + j *
/// columnStride]`.
public struct Operand<Scalar> {
  let base: UnsafePointer<Scalar>
  let rowStride: Int
  let columnStride: Int

  init(_ base: UnsafePointer<Scalar>, rowStride: Int, columnStride: Int) {
    self.base = base
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  var transposed: Operand {
    Operand(base, rowStride: columnStride, columnStride: rowStride)
  }

  func from(row: Int, column: Int) -> Operand {
    Operand(
      base + row * rowStride + column * columnStride, rowStride: rowStride,
      columnStride: columnStride)
  }
}

/// The matrix in memory that a product is added to: element (i, j) lies at `base[i * stride + j]`.
public struct ProductTarget<Scalar> {
  let base: UnsafeMutablePointer<Scalar>
  let stride: Int
  let rows: Int
  let columns: Int
  /// The length of the sums: columns of A, rows of B.
  let depth: Int
}
