extension Matrix {
  /// The thin QR factorization: q is `rows × k` with orthonormal columns, r is `k × columns`
  /// upper trapezoidal, k = min(rows, columns).
  ///
  /// Blocked Householder reflections, about 2 rows · columns² operations (for rows ≥ columns) and
  /// as many for q.
  /// - Throws: `LinearAlgebraError.notFinite`.
  public func qr() throws(LinearAlgebraError) -> (q: Matrix, r: Matrix) {
    guard isFinite else { throw .notFinite }
    let factors = RowFactorization(transposed)
    return (factors.orthonormalRows.transposed, factors.lower.transposed)
  }

  /// The thin LQ factorization: l is `rows × k` lower trapezoidal, q is `k × columns` with
  /// orthonormal rows, k = min(rows, columns).
  ///
  /// The QR factorization of the transpose, without transposing.
  /// - Throws: `LinearAlgebraError.notFinite`.
  public func lq() throws(LinearAlgebraError) -> (l: Matrix, q: Matrix) {
    guard isFinite else { throw .notFinite }
    let factors = RowFactorization(self)
    return (factors.lower, factors.orthonormalRows)
  }

  /// The columns of an orthonormal basis that holds the range of the matrix; rows ≥ columns.
  func orthonormalized() -> Matrix {
    RowFactorization(transposed).orthonormalRows.transposed
  }
}
