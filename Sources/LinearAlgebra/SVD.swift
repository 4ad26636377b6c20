/// A singular value decomposition A = U Σ Vᵀ.
public struct SVD<Scalar: MatrixScalar>: Sendable {
  /// `rows × k`, orthonormal columns.
  public let u: Matrix<Scalar>
  /// k values in falling order, none negative.
  public let singularValues: [Double]
  /// Vᵀ, `k × columns`, orthonormal rows.
  public let vTransposed: Matrix<Scalar>
}

extension Matrix {
  /// The full singular value decomposition, k = min(rows, columns).
  ///
  /// A wide or tall matrix is first reduced to a square one by an orthogonal factorization; the
  /// square one is handled in `Double` by one-sided Jacobi rotations. About 2 rows · columns · k
  /// operations for the reduction and 40 k³ for the rest: seconds at k = 1000.
  /// - Throws: `LinearAlgebraError.notFinite`, or `noConvergence`.
  public func svd() throws(LinearAlgebraError) -> SVD<Scalar> {
    guard isFinite else { throw .notFinite }
    guard rows <= columns else {
      let flipped = try transposed.svd()
      return SVD(
        u: flipped.vTransposed.transposed, singularValues: flipped.singularValues,
        vTransposed: flipped.u.transposed)
    }
    guard rows > 0 else {
      return SVD(u: Matrix(zerosOfRows: 0, columns: 0), singularValues: [], vTransposed: self)
    }
    // A = L Q, L = U Σ Wᵀ, Vᵀ = Wᵀ Q.
    if rows < columns {
      let factors = RowFactorization(self)
      let square = try SquareSVD(factors.lower.inDouble)
      return SVD(
        u: Matrix(rounding: square.uTransposed.transposed), singularValues: square.values,
        vTransposed: Matrix(rounding: square.vTransposed) * factors.orthonormalRows)
    }
    let square = try SquareSVD(inDouble)
    return SVD(
      u: Matrix(rounding: square.uTransposed.transposed), singularValues: square.values,
      vTransposed: Matrix(rounding: square.vTransposed))
  }
}

/// The decomposition of a square matrix in `Double`.
struct SquareSVD {
  let uTransposed: Matrix<Double>
  let values: [Double]
  let vTransposed: Matrix<Double>

  /// From this size on, eigenvectors of A Aᵀ are a start that saves most of the Jacobi sweeps.
  private static var preconditionedSize: Int { 96 }

  init(_ matrix: Matrix<Double>) throws(LinearAlgebraError) {
    let n = matrix.rows
    // Squares of elements neither overflow nor vanish after scaling by a power of two near the
    // largest.
    let largest = matrix.elements.reduce(0) { max($0, abs($1)) }
    let scale = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    var scaled = matrix
    for i in scaled.elements.indices { scaled.elements[i] /= scale }
    let start =
      n >= Self.preconditionedSize ? try SymmetricEigen(scaled.gram()).vectors : nil
    let jacobi = try JacobiRotations(scaled, start: start)

    let norms = jacobi.norms
    let order = (0..<n).sorted { norms[$0] > norms[$1] }
    values = order.map { norms[$0] * scale }
    uTransposed = Matrix(
      rows: n, columns: n,
      elements: order.flatMap { jacobi.rotation.elements[$0 * n..<($0 + 1) * n] })
    let normalized = order.flatMap { row in
      jacobi.rows.elements[row * n..<(row + 1) * n].map { norms[row] > 0 ? $0 / norms[row] : 0 }
    }
    vTransposed = completed(
      Matrix(rows: n, columns: n, elements: normalized), known: norms.count { $0 > 0 })
  }
}

/// Fills the rows after the first `known`, which are orthonormal, so that all are.
private func completed(_ matrix: Matrix<Double>, known: Int) -> Matrix<Double> {
  guard known < matrix.rows else { return matrix }
  // The last rows of the orthogonal factor of [known; 0] are a basis of what is missing.
  let n = matrix.columns
  var padded = matrix.leadingRows(known).elements
  padded += [Double](repeating: 0, count: (n - known) * n)
  let basis = RowFactorization(Matrix(rows: n, columns: n, elements: padded)).orthonormalRows
  var result = matrix
  for i in known..<n {
    for j in 0..<n { result[i, j] = basis[i, j] }
  }
  return result
}
