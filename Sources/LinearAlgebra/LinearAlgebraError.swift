/// Why a computation cannot be done.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// An element is infinite or not a number.
  case notFinite
  /// Cholesky met a pivot that is not positive, at this row counted from 0.
  case notPositiveDefinite(row: Int)
  /// A triangular factor has a zero, or nearly zero, on its diagonal at this row counted from 0.
  case singular(row: Int)
  /// An iteration did not end within its limit.
  case noConvergence

  public var description: String {
    switch self {
    case .notFinite: "the matrix holds a value that is infinite or not a number"
    case .notPositiveDefinite(let row): "the matrix is not positive definite (row \(row))"
    case .singular(let row): "the matrix is singular to working precision (row \(row))"
    case .noConvergence: "the iteration did not converge"
    }
  }
}
