/// A place between two cores of a tensor train: the product of the row modes and that of the
/// column modes left of it.
public struct Cut: Hashable, Sendable {
  /// p = m_1…m_k, a divisor of M.
  public let rowPrefix: Int
  /// q = n_1…n_k, a divisor of N.
  public let columnPrefix: Int

  public init(rowPrefix: Int, columnPrefix: Int) {
    self.rowPrefix = rowPrefix
    self.columnPrefix = columnPrefix
  }
}

/// All cuts of an M × N matrix and which may follow which.
///
/// A list of modes is a path from the cut (1, 1) to (M, N), each step a core. Costs of a sweep are
/// sums over the steps, caps and error bounds belong to the cuts, so the paths need never be
/// listed: what is known of a cut serves every shape that passes it. A layer of 25088 × 4096 has
/// 390 cuts and 173 million paths of up to six steps.
public struct CutLattice: Sendable {
  /// M
  public let rows: Int
  /// N
  public let columns: Int
  /// In an order in which every cut stands after those it can follow; the first is (1, 1), the
  /// last (M, N).
  public let cuts: [Cut]
  /// For each cut the places in `cuts` of those that may follow it.
  public let successors: [[Int]]

  /// - Parameter allowsUnitFactors: whether a mode may be 1 on one of its two sides, which brings
  ///   in the truncated SVD and the separated tensor trains. A core of 1 × 1 is never a step: it
  ///   merges into a neighbour.
  /// - Precondition: both sizes are positive.
  public init(rows: Int, columns: Int, allowsUnitFactors: Bool = true) {
    precondition(rows > 0 && columns > 0, "a layer has at least one row and one column")
    self.rows = rows
    self.columns = columns
    let rowDivisors = Factorizations.divisors(of: rows)
    let columnDivisors = Factorizations.divisors(of: columns)
    let cuts = rowDivisors.flatMap { p in
      columnDivisors.map { Cut(rowPrefix: p, columnPrefix: $0) }
    }.sorted {
      let (a, b) = ($0.rowPrefix * $0.columnPrefix, $1.rowPrefix * $1.columnPrefix)
      return a == b ? $0.rowPrefix < $1.rowPrefix : a < b
    }
    self.cuts = cuts
    successors = cuts.indices.map { index in
      let from = cuts[index]
      return ((index + 1)..<max(cuts.count, index + 1)).filter { next in
        let to = cuts[next]
        guard to.rowPrefix % from.rowPrefix == 0, to.columnPrefix % from.columnPrefix == 0
        else { return false }
        return allowsUnitFactors
          || (to.rowPrefix > from.rowPrefix && to.columnPrefix > from.columnPrefix)
      }
    }
  }

  /// The largest rank that a matrix can have at each cut, min(pq, MN / pq).
  public var rankCaps: [Int] {
    cuts.map {
      let left = $0.rowPrefix * $0.columnPrefix
      return min(left, rows * columns / left)
    }
  }

  /// The number of singular spectra from which the errors of every shape can be read: one for
  /// each cut but the two ends.
  public var spectrumCount: Int { max(0, cuts.count - 2) }

  /// For every number of steps 0…`longest`, and every cut, the paths of that length from the cut
  /// to (M, N) that pass only cuts admitted by the filter (the ends are always admitted).
  func pathCounts(longest: Int, through isAdmitted: (Int) -> Bool = { _ in true }) -> [[Int]] {
    let last = cuts.count - 1
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: cuts.count), count: longest + 1)
    counts[0][last] = 1
    let admitted = cuts.indices.map { $0 == 0 || $0 == last || isAdmitted($0) }
    for length in stride(from: 1, through: longest, by: 1) {
      for cut in cuts.indices where admitted[cut] {
        var sum = 0
        for next in successors[cut] where admitted[next] { sum += counts[length - 1][next] }
        counts[length][cut] = sum
      }
    }
    return counts
  }

  /// The number of ordered pairs of mode lists of 2…`longest` modes.
  public func shapeCount(longest: Int) -> Int {
    pathCounts(longest: longest).dropFirst(2).reduce(0) { $0 + $1[0] }
  }

  /// The number of shapes of 2…`longest` modes with a uniform rank of at most `rankLimit`, those
  /// equal by their caps counted once: the sum over all shapes of the largest cap, or of the limit
  /// where that is less.
  public func uniformRankSolutionCount(longest: Int, rankLimit: Int = .max) -> Int {
    let caps = rankCaps
    let all = shapeCount(longest: longest)
    var sum = 0
    var previous = 0
    for cap in Set(caps.map { min($0, rankLimit) }).sorted() where cap > 0 {
      // The paths whose largest cap is above `previous`, for each rank in previous + 1…cap.
      let below = pathCounts(longest: longest) { caps[$0] <= previous }
      sum += (all - below.dropFirst(2).reduce(0) { $0 + $1[0] }) * (cap - previous)
      previous = cap
    }
    return sum
  }
}
