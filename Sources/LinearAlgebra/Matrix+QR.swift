extension Matrix {
  /// The thin QR factorization: q is `rows × k` with orthonormal columns, r is `k × columns` upper trapezoidal,
  /// k = min(rows, columns).
  ///
  /// Blocked Householder reflections, about 2 rows · columns² operations (for rows ≥ columns) and as many for q.
  /// - Throws: `LinearAlgebraError.notFinite`.
  public func qr() throws(LinearAlgebraError) -> (q: Matrix, r: Matrix) {
    guard isFinite else { throw .notFinite }
    let factors = RowFactorization(transposed)
    return (factors.orthonormalRows.transposed, factors.lower.transposed)
  }

  /// The columns of an orthonormal basis that holds the range of the matrix; rows ≥ columns.
  func orthonormalized() -> Matrix {
    RowFactorization(transposed).orthonormalRows.transposed
  }
}
