public import LinearAlgebra

/// A tensor train found for a matrix, with its exact error.
public struct TTDecomposition<Scalar: MatrixScalar>: Sendable {
  public let matrix: TTMatrix<Scalar>
  /// ‖W‖_F of what was decomposed.
  public let norm: Double
  /// For each of the d−1 bonds, the norm of what was cut off there.
  public let discardedNorms: [Double]

  /// ‖W − W'‖_F. Each cut is an orthogonal projection of what the one before left, so the squares
  /// add up exactly (but for rounding).
  public var error: Double {
    discardedNorms.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// ‖W − W'‖_F / ‖W‖_F; 0 for a matrix of zeros.
  public var relativeError: Double { norm > 0 ? error / norm : 0 }
}

/// How a truncating sweep chooses its ranks.
struct RankRule {
  /// Upper limits of r_1…r_{d-1}.
  let limits: [Int]
  /// What each bond may discard.
  let tolerance: Double

  init(limits: [Int]) {
    self.limits = limits
    tolerance = 0
  }

  /// The rule of Oseledets (2011): with δ = ε ‖W‖ / √(d−1) for each bond the whole error is at
  /// most ε ‖W‖.
  init(relativeError: Double, norm: Double, limits: [Int]) {
    self.limits = limits
    tolerance = relativeError * norm / Double(max(limits.count, 1)).squareRoot()
  }
}
