/// Eigenvalues and eigenvectors of a symmetric matrix, in `Double`.
///
/// Householder reduction to tridiagonal form, then implicit QL steps with Wilkinson's shift;
/// about 9 n³ operations, most of them in rotations of the eigenvectors. Errors are of the order
/// of the largest eigenvalue times `Double`'s precision.
struct SymmetricEigen {
  /// In falling order.
  let values: [Double]
  /// Row i is the unit eigenvector of `values[i]`.
  let vectors: Matrix<Double>

  /// - Throws: `notFinite`, `noConvergence`.
  init(_ matrix: Matrix<Double>) throws(LinearAlgebraError) {
    guard matrix.isFinite else { throw .notFinite }
    let n = matrix.rows
    var form = TridiagonalForm(matrix)
    var rotated = Matrix<Double>(identity: n)
    try form.diagonalize(rotating: &rotated)
    form.applyReflectors(to: &rotated)
    let order = (0..<n).sorted { form.diagonal[$0] > form.diagonal[$1] }
    values = order.map { form.diagonal[$0] }
    vectors = Matrix(
      rows: n, columns: n,
      elements: order.flatMap { rotated.elements[$0 * n..<($0 + 1) * n] })
  }
}
