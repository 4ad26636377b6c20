/// An order in which to apply the cores, with its cost.
public struct ContractionOrder: Hashable, Sendable {
  /// Cores in the order of application, counted from 0.
  public let cores: [Int]
  /// Multiply-accumulates for the batch it was planned for.
  public let multiplyAccumulates: Int

  /// The plain sweep that this order is, or nil.
  public var sweep: Sweep? {
    if cores == Array((0..<cores.count).reversed()) { return .rightToLeft }
    return cores == Array(0..<cores.count) ? .leftToRight : nil
  }
}

extension TTShape {
  /// Up to this many cores the best order is found exactly, beyond it the better sweep is taken:
  /// the search visits 2^d sets of applied cores.
  public static let largestExactOrderSearch = 14

  /// The order of cores with the fewest multiply-accumulates.
  ///
  /// Dynamic programming over the sets of applied cores: what the next core costs depends on the
  /// set alone, not on how it was reached. O(2^d · d²). Among equal costs the right-to-left sweep
  /// is preferred, then the left-to-right one. The order does not depend on the batch, the count
  /// does.
  public func bestOrder(batch: Int = 1) -> ContractionOrder {
    let sweeps = Sweep.allCases.map {
      ContractionOrder(
        cores: order(of: $0), multiplyAccumulates: multiplyAccumulates($0, batch: batch))
    }
    let betterSweep =
      sweeps[1].multiplyAccumulates < sweeps[0].multiplyAccumulates ? sweeps[1] : sweeps[0]
    guard coreCount <= TTShape.largestExactOrderSearch else { return betterSweep }

    // Costs are compared as Double: an absurd order may pass `Int.max`, the best one never does.
    var best = [(cost: Double, last: Int)](repeating: (.infinity, -1), count: 1 << coreCount)
    best[0].cost = 0
    for set in 0..<(1 << coreCount) {
      for core in 0..<coreCount where set & (1 << core) == 0 {
        let cost = best[set].cost + costOfApplying(core, after: set)
        let next = set | (1 << core)
        if cost < best[next].cost { best[next] = (cost, core) }
      }
    }
    let full = (1 << coreCount) - 1
    guard best[full].cost * Double(batch) < Double(betterSweep.multiplyAccumulates) else {
      return betterSweep
    }
    var cores: [Int] = []
    var set = full
    while set != 0 {
      cores.append(best[set].last)
      set &= ~(1 << best[set].last)
    }
    cores.reverse()
    return ContractionOrder(
      cores: cores, multiplyAccumulates: multiplyAccumulates(order: cores, batch: batch))
  }

  /// Multiply-accumulates, for one vector, of applying `core` when the cores in the bit set
  /// `applied` are done: |modes of the state| · m_k · r_{k-1} r_k · Π (open bonds that do not
  /// touch the core).
  private func costOfApplying(_ core: Int, after applied: Int) -> Double {
    func isApplied(_ k: Int) -> Bool { applied & (1 << k) != 0 }
    var cost = Double(rowModes[core]) * Double(ranks[core]) * Double(ranks[core + 1])
    for k in 0..<coreCount {
      cost *= Double(isApplied(k) ? rowModes[k] : columnModes[k])
      if k > 0, k != core, k - 1 != core, isApplied(k) != isApplied(k - 1) {
        cost *= Double(ranks[k])
      }
    }
    return cost
  }
}
