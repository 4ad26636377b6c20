public import TensorTrain

/// Picks the shape of a tensor train for a linear layer.
public struct ShapeChooser: Sendable {
  public var costModel = CostModel()
  /// Most cores tried; above four only while both sides have that many factors.
  public var largestCoreCount = 6

  /// Beyond so many pairs of factor lists a number of cores is left out, which keeps the search
  /// under a second even for sizes with very many divisors.
  private static let pairLimit = 50_000

  public init() {}

  /// The shape of rank `rank` with the lowest cost among those with fewer parameters and fewer
  /// multiply-accumulates than the dense M × N layer; nil when there is none: the layer stays
  /// dense.
  ///
  /// Factors are at least 2, column modes ascend and row modes descend: with equal ranks no order
  /// of them needs fewer operations or less scratch. Only when no such shape gains, the plain
  /// low-rank product `Mx1:1xN:R` is tried: at equal rank it always needs the fewest operations,
  /// but it is also the least expressive. Ranks are capped.
  public func shape(rows: Int, columns: Int, rank: Int) -> TTShape? {
    var best: TTShape?
    var lowestCost = costModel.cost(rows: rows, columns: columns)
    func consider(_ rowModes: [Int], _ columnModes: [Int]) {
      guard
        let shape = try? TTShape(rowModes: rowModes, columnModes: columnModes, uniformRank: rank),
        shape.parameterCount < shape.denseCount,
        shape.multiplyAccumulates(.rightToLeft) < shape.denseCount
      else { return }
      let cost = costModel.cost(of: shape, order: shape.order(of: .rightToLeft))
      // The first of equals stays: fewer cores.
      if cost < lowestCost { (best, lowestCost) = (shape, cost) }
    }
    for count in 2...max(2, largestCoreCount) {
      guard
        let rowLists = Factorizations.ascending(of: rows, count: count, limit: Self.pairLimit),
        let columnLists = Factorizations.ascending(
          of: columns, count: count, limit: Self.pairLimit),
        rowLists.count * columnLists.count <= Self.pairLimit
      else { continue }
      for rowModes in rowLists {
        for columnModes in columnLists { consider(rowModes.reversed(), columnModes) }
      }
    }
    if best == nil { consider([rows, 1], [1, columns]) }
    return best
  }

  /// The modes to try when the ranks are still to be found from an error: those of the best shape
  /// at a middling rank, or, when that gains nothing, at lower ones; nil when no rank gains.
  public func modes(rows: Int, columns: Int) -> (rowModes: [Int], columnModes: [Int])? {
    for rank in [16, 8, 4, 2, 1] {
      if let shape = shape(rows: rows, columns: columns, rank: rank) {
        return (shape.rowModes, shape.columnModes)
      }
    }
    return nil
  }
}
