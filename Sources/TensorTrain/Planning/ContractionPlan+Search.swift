import Foundation

extension ContractionPlan {
  /// What a search keeps to.
  public struct Limits: Hashable, Sendable {
    /// Numbers that the merged cores may hold.
    public var parameterCount = Int.max
    /// The share of its time that a plan must save for each doubling of the parameters; 0 counts the time alone.
    public var savingPerDoubling = 0.0
    /// Numbers in the states before and after any stage together, for the whole batch.
    public var scratchCount = Int.max

    public init() {}
  }

  /// The plan with the fewest multiply-adds of all orders of the cores, none of them merged.
  ///
  /// - Throws: `ContractionPlanError` when counts may exceed the range of `Int`.
  /// - Cost: `TTShape.bestOrder`.
  public static func fewestMultiplyAdds(
    _ shape: TTShape, batch: Int
  ) throws(ContractionPlanError) -> ContractionPlan {
    // The order does not depend on the batch.
    try ContractionPlan(shape, order: shape.bestOrder(batch: 1).cores, batch: batch)
  }

  /// The plan whose stages take the least time in all, of all mergers of neighbouring cores and all orders, with so many
  /// vectors side by side; where parameters have a price (`Limits.savingPerDoubling`), that counts, too. A dense layer has no states between stages: not all cores are merged for several.
  ///
  /// The 2^(d−1) ways to merge are tried in turn; for each, dynamic programming over the sets of applied cores finds
  /// the order, because what a stage costs depends on the set alone. The plain one without mergers is always
  /// admitted where it keeps to the scratch. Of equal plans: the one with fewer parameters, then the one found first,
  /// sweeps before other orders.
  ///
  /// - Parameter time: of one stage for the whole batch, given the shape with the plan's mergers, in any unit, not negative;
  ///   infinite where it is not admitted.
  /// - Returns: nil when no plan keeps to the limits.
  /// - Throws: `ContractionPlanError` when counts may exceed the range of `Int`.
  /// - Cost: O(3^d · d) calls of `time`; beyond `largestMergeSearch` cores nothing is merged.
  public static func fastest(
    _ shape: TTShape, batch: Int, sideBySide: Int = 1, limits: Limits = Limits(),
    time: (_ stage: TTStage, _ merged: TTShape) -> Double
  ) throws(ContractionPlanError) -> ContractionPlan? {
    guard shape.coreCount <= largestMergeSearch else {
      let order = shape.bestOrder(batch: 1).cores
      return try ContractionPlan(shape, order: order, batch: batch, sideBySide: sideBySide)
    }
    var best: (plan: ContractionPlan, price: Double)?
    for groups in compositions(shape.coreCount) where groups.count > 1 || sideBySide == 1 {
      let merged = shape.merging(groups)
      let isPlain = groups.count == shape.coreCount
      guard isPlain || merged.parameterCount <= limits.parameterCount,
        let (order, total) = merged.fastestOrder(
          batch: batch, sideBySide, scratchLimit: limits.scratchCount, time: { time($0, merged) })
      else { continue }
      let doublings = log2(Double(merged.parameterCount) / Double(shape.parameterCount))
      let price = total * pow(1 - limits.savingPerDoubling, -doublings)
      if let best,
        price > best.price
          || (price == best.price && merged.parameterCount >= best.plan.parameterCount)
      {
        continue
      }
      let plan = try ContractionPlan(
        shape, order: order, groups: groups, batch: batch, sideBySide: sideBySide)
      best = (plan, price)
    }
    return best?.plan
  }

  /// Up to this many cores mergers are searched.
  public static let largestMergeSearch = 8

  /// The ways to cut `count` cores into runs: 2^(count−1), the one without mergers first.
  private static func compositions(_ count: Int) -> [[Range<Int>]] {
    // Bit k of a mask: cores k and k + 1 stay together.
    (0..<(1 << (count - 1))).map { mask in
      var groups: [Range<Int>] = []
      var start = 0
      for core in 0..<count where mask & (1 << core) == 0 {
        groups.append(start..<core + 1)
        start = core + 1
      }
      return groups
    }
  }
}

extension TTShape {
  /// The order of cores whose stages take the least time in all; nil when every order passes the scratch limit.
  func fastestOrder(
    batch: Int, _ sideBySide: Int, scratchLimit: Int, time: (TTStage) -> Double
  ) -> (cores: [Int], time: Double)? {
    // From the last core down, so that among equals the sweep from right to left wins.
    let best = cheapestOrder(preferring: (0..<coreCount).reversed()) { core, applied in
      // No count of a stage passes its multiply-adds; where those pass `Int`, the stage cannot even be described.
      guard costOfApplying(core, after: applied) * Double(batch) < 0x1p62 else { return .infinity }
      let stage = stage(
        of: core, after: (0..<coreCount).map { applied & (1 << $0) != 0 }, batch: batch
      ).placing(sideBySide: sideBySide)
      return stage.inputCount + stage.outputCount <= scratchLimit ? time(stage) : .infinity
    }
    return best.map { ($0.cores, $0.cost) }
  }
}
