/// The leading left singular vectors of a matrix and what the others weigh: all that a step of
/// TT-SVD needs, since ΣVᵀ = UᵀA.
public struct LeadingLeftVectors<Scalar: MatrixScalar>: Sendable {
  /// U, `rows × r`, orthonormal columns.
  public let vectors: Matrix<Scalar>
  /// √(Σ σ²) over the singular values left out.
  public let discardedNorm: Double
}

extension Matrix {
  /// The fewest left singular vectors whose discarded rest has a norm of at most `tolerance`, but
  /// at least one and at most `rankLimit`.
  ///
  /// The method follows the shape and the type:
  /// * the sample of a randomized decomposition is under a quarter of a short side above 512:
  ///   that one;
  /// * `Float`, rows ≤ columns: eigenvectors of A Aᵀ in `Double`, which resolves singular values
  ///   down to 1e-8 of the largest, below the precision of the data;
  /// * `Double`, rows ≤ columns: A = L Q, then the full decomposition of L;
  /// * rows > columns: A = Q R, then one of the above for R.
  /// - Throws: `LinearAlgebraError.notFinite`, or `noConvergence`.
  /// - Precondition: the matrix is not empty and `rankLimit` is positive.
  public func leadingLeftVectors(
    rankLimit: Int, tolerance: Double
  ) throws(LinearAlgebraError) -> LeadingLeftVectors<Scalar> {
    guard isFinite else { throw .notFinite }
    let shortSide = min(rows, columns)
    if shortSide > 512, rankLimit < shortSide / 4 - 10 {
      let factors = try randomizedSVD(rank: rankLimit)
      return chosen(
        factors.u, squares: factors.singularValues.map { $0 * $0 }, rankLimit, tolerance)
    }
    guard rows <= columns else {
      let factors = RowFactorization(transposed)
      let inner = try factors.lower.transposed.leadingLeftVectors(
        rankLimit: rankLimit, tolerance: tolerance)
      return LeadingLeftVectors(
        vectors: factors.orthonormalRows.transposeMultiplied(by: inner.vectors),
        discardedNorm: inner.discardedNorm)
    }
    if Scalar.self == Double.self {
      let lower = rows < columns ? RowFactorization(self, keepsReflectors: false).lower : self
      let factors = try SquareSVD(lower.inDouble)
      return chosen(
        Matrix(rounding: factors.uTransposed.transposed),
        squares: factors.values.map { $0 * $0 }, rankLimit, tolerance)
    }
    let eigen = try SymmetricEigen(gram())
    return chosen(
      Matrix(rounding: eigen.vectors.transposed), squares: eigen.values.map { max($0, 0) },
      rankLimit, tolerance)
  }

  private func chosen(
    _ vectors: Matrix, squares: [Double], _ rankLimit: Int, _ tolerance: Double
  ) -> LeadingLeftVectors<Scalar> {
    // Summed from the small end; what a truncated list lacks is in the norm of the matrix.
    let isComplete = squares.count == min(rows, columns)
    let unknown = isComplete ? 0 : max(0, norm * norm - squares.reduce(0, +))
    var tails = [unknown]
    for square in squares.reversed() { tails.append(tails[tails.count - 1] + square) }
    tails.reverse()
    // tails[r] is what rank r leaves out.
    var rank = min(rankLimit, squares.count)
    while rank > 1, tails[rank - 1] <= tolerance * tolerance { rank -= 1 }
    return LeadingLeftVectors(
      vectors: vectors.leadingColumns(rank), discardedNorm: tails[rank].squareRoot())
  }
}
