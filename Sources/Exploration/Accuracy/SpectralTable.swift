public import TensorTrain

/// For every cut of a matrix and every rank, the share of the norm that a truncation there leaves
/// out: bounds of the error of every shape by d − 1 reads.
///
/// The k-th unfolding of *any* shape with prefix products p = m_1…m_k and q = n_1…n_k is, but for
/// the order of its rows and columns, the block rearrangement at the cut (p, q), so they have the
/// same singular values. With ε_k the relative tail at bond k,
///
///     max ε_k ≤ ‖W − W'‖ / ‖W‖ ≤ √(Σ ε_k²)
///
/// where the lower bound holds for every tensor train of these ranks and the upper one for TT-SVD
/// (Oseledets 2011). For two cores both are the error itself.
public struct SpectralTable: Sendable {
  public let rows: Int
  public let columns: Int
  /// Element r is the squared relative norm that rank r leaves out; falls from 1. A rank beyond
  /// the end leaves out what the last one does.
  private let tails: [Cut: [Double]]
  /// The highest rank known at every cut, unless all ranks are (then nil).
  public let rankLimit: Int?

  /// - Parameter spectra: the leading singular values of each cut, falling, with the norm that
  ///   they are parts of. A cut that is missing leaves out nothing.
  public init(
    rows: Int, columns: Int, spectra: [Cut: (leadingValues: [Double], norm: Double)]
  ) {
    self.rows = rows
    self.columns = columns
    var limit = Int.max
    tails = spectra.reduce(into: [:]) { tails, entry in
      let (cut, spectrum) = entry
      let left = cut.rowPrefix * cut.columnPrefix
      let isComplete = spectrum.leadingValues.count >= min(left, rows * columns / left)
      if !isComplete { limit = min(limit, spectrum.leadingValues.count) }
      tails[cut] = SpectralTable.tails(of: spectrum, isComplete: isComplete)
    }
    rankLimit = limit == .max ? nil : limit
  }

  private static func tails(
    of spectrum: (leadingValues: [Double], norm: Double), isComplete: Bool
  ) -> [Double] {
    let squares = spectrum.leadingValues.map { $0 * $0 }
    let total = spectrum.norm * spectrum.norm
    guard total > 0 else { return [0] }
    // What the list lacks is in the norm; a complete list is summed from its small end, which
    // keeps the digits of small tails.
    var sum = isComplete ? 0 : max(0, total - squares.reduce(0, +))
    var tails = [sum / total]
    for square in squares.reversed() {
      sum += square
      tails.append(sum / total)
    }
    return tails.reversed()
  }

  /// The cuts that it knows.
  public var cuts: Set<Cut> { Set(tails.keys) }

  /// The squared relative norm that a rank leaves out at a cut; 0 at the ends.
  public func squaredTail(at cut: Cut, rank: Int) -> Double {
    guard let tail = tails[cut] else { return 0 }
    return tail[min(rank, tail.count - 1)]
  }

  /// The smallest rank that leaves out at most a squared relative norm, or the largest known.
  func smallestRank(at cut: Cut, squaredTail: Double) -> Int {
    guard let tail = tails[cut] else { return 1 }
    return max(1, tail.firstIndex { $0 <= squaredTail } ?? tail.count - 1)
  }

  /// The bounds of the relative error of a TT-SVD.
  ///
  /// - Precondition: the shape is one of this matrix.
  public func bounds(of shape: TTShape) -> ClosedRange<Double> {
    precondition(shape.rows == rows && shape.columns == columns, "a shape of another matrix")
    var largest = 0.0
    var sum = 0.0
    var (p, q) = (1, 1)
    for k in 1..<max(shape.coreCount, 1) {
      p *= shape.rowModes[k - 1]
      q *= shape.columnModes[k - 1]
      let tail = squaredTail(
        at: Cut(rowPrefix: p, columnPrefix: q), rank: shape.ranks[k])
      largest = max(largest, tail)
      sum += tail
    }
    // Nothing beyond the whole norm is lost by truncations that are projections.
    return min(largest.squareRoot(), 1)...min(sum.squareRoot(), 1)
  }
}
