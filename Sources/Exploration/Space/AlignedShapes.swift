/// The pairs of mode lists in aligned order: column modes ascend, row modes descend, no factor 1.
///
/// With one rank for all bonds, and no caps, no other order of the same factors needs fewer
/// multiply-accumulates or less scratch in a right-to-left sweep. Published design-space tools keep
/// these orders only; here they serve for comparison, since capped ranks and the count of
/// parameters both favour others.
public struct AlignedShapes: Sendable {
  public let rows: Int
  public let columns: Int

  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// How many pairs there are with 2…`longest` modes, counted without making them.
  public func pairCount(longest: Int) -> Int {
    guard longest > 1 else { return 0 }
    return (2...longest).reduce(0) {
      $0 + Factorizations.ascendingCount(of: rows, count: $1)
        * Factorizations.ascendingCount(of: columns, count: $1)
    }
  }

  /// How many ordered pairs the same factors make, factors of at least 2.
  public func orderedPairCount(longest: Int) -> Int {
    guard longest > 1 else { return 0 }
    return (2...longest).reduce(0) {
      $0 + Factorizations.orderedCount(of: rows, count: $1, smallest: 2)
        * Factorizations.orderedCount(of: columns, count: $1, smallest: 2)
    }
  }

  /// Calls `body` for each pair with 2…`longest` modes.
  public func forEach(longest: Int, _ body: (_ rowModes: [Int], _ columnModes: [Int]) -> Void) {
    guard longest > 1 else { return }
    for count in 2...longest {
      let columnLists =
        Factorizations.ascending(of: columns, count: count, limit: .max) ?? []
      for rowModes in Factorizations.ascending(of: rows, count: count, limit: .max) ?? [] {
        for columnModes in columnLists { body(rowModes.reversed(), columnModes) }
      }
    }
  }

  /// How many uniform ranks the pairs admit up to their caps, how many of these shapes have fewer
  /// parameters and multiply-accumulates than the dense layer, and how many of those a rank that
  /// is a multiple of `lanes`. Counted by bisection, a few steps for each pair.
  public func rankCounts(
    longest: Int, lanes: Int = 8
  ) -> (solutions: Int, better: Int, laneMultiples: Int) {
    var counts = (solutions: 0, better: 0, laneMultiples: 0)
    forEach(longest: longest) { rowModes, columnModes in
      let window = RankWindow(rowModes: rowModes, columnModes: columnModes)
      let better = window.largestRank(below: window.dense)
      counts.solutions += window.cap
      counts.better += better
      counts.laneMultiples += better / lanes
    }
    return counts
  }
}
