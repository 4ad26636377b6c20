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
    guard let best = cheapestOrder(preferring: 0..<coreCount, cost: costOfApplying),
      best.cost * Double(batch) < Double(betterSweep.multiplyAccumulates)
    else { return betterSweep }
    return ContractionOrder(
      cores: best.cores, multiplyAccumulates: multiplyAccumulates(order: best.cores, batch: batch))
  }

  /// The order of cores whose steps cost the least together; nil when every order has a step of infinite cost.
  ///
  /// Dynamic programming over the sets of applied cores: what the next core costs depends on the set alone.
  ///
  /// - Parameters:
  ///   - preference: all cores; of steps that lead to the same set at the same cost, the core that comes first here is
  ///     the one applied.
  ///   - cost: of applying a core when those in the bit set are done; infinite where that is not admitted.
  /// - Cost: O(2^d · d) calls of `cost`.
  func cheapestOrder(
    preferring preference: some Collection<Int>, cost: (_ core: Int, _ applied: Int) -> Double
  ) -> (cores: [Int], cost: Double)? {
    let full = (1 << coreCount) - 1
    var best = [(cost: Double, last: Int)](repeating: (.infinity, -1), count: full + 1)
    best[0].cost = 0
    for set in 0..<full where best[set].cost < .infinity {
      for core in preference where set & (1 << core) == 0 {
        let total = best[set].cost + cost(core, set)
        let next = set | (1 << core)
        if total < best[next].cost { best[next] = (total, core) }
      }
    }
    guard best[full].cost < .infinity else { return nil }
    var cores: [Int] = []
    var set = full
    while set != 0 {
      cores.append(best[set].last)
      set &= ~(1 << best[set].last)
    }
    return (cores.reversed(), best[full].cost)
  }

  /// Multiply-accumulates, for one vector, of applying `core` when the cores in the bit set
  /// `applied` are done: |modes of the state| · m_k · r_{k-1} r_k · Π (open bonds that do not
  /// touch the core).
  func costOfApplying(_ core: Int, after applied: Int) -> Double {
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
