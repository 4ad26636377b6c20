/// Why solutions leave the design space.
public enum PruningReason: String, Hashable, Sendable, CaseIterable {
  /// The rank is not on the list of ranks tried.
  case rankNotListed
  /// The rank is no multiple of the vector lanes.
  case rankNotLaneMultiple
  /// Caps make it the same as one of lower rank.
  case repeatedByCaps
  /// More scratch than the board has.
  case scratchLimit
  /// A larger file than the board has room for.
  case fileLimit
  /// Not fewer parameters than the dense layer.
  case parametersNotBelowDense
  /// Not fewer multiply-accumulates than the dense layer.
  case operationsNotBelowDense
  /// Not faster than the dense layer.
  case timeNotBelowDense
  /// Even the lower bound of its error is above the budget.
  case errorBudget
  /// Another solution is at least as good in every objective.
  case dominated
  /// Another solution is nearly as good or better in every objective.
  case alike

  /// Whether a solution that leaves for this reason may have been the best for somebody.
  public var isHeuristic: Bool {
    switch self {
    case .rankNotListed, .rankNotLaneMultiple, .operationsNotBelowDense, .alike: true
    default: false
    }
  }
}

/// How many solutions entered an exploration and why they left. A solution is a shape with ranks
/// and a sweep.
public struct PruningReport: Hashable, Sendable {
  public struct Step: Hashable, Sendable {
    public let reason: PruningReason
    public let entering: Int
    public let leaving: Int
    public var remaining: Int { entering - leaving }
  }

  /// Solutions in the space, each counted once.
  public internal(set) var total = 0
  /// Every solution that is not in the result left for exactly one reason: the first in the order
  /// of `PruningReason` that held for it, or for the part of it that was decided.
  public internal(set) var removed: [PruningReason: Int] = [:]

  /// What is left.
  public var remaining: Int { total - removed.values.reduce(0, +) }
  /// By what factor the space shrank.
  public var reduction: Double { Double(total) / Double(max(remaining, 1)) }

  /// The reasons with their numbers, in their order.
  public var steps: [Step] {
    var entering = total
    return PruningReason.allCases.compactMap { reason in
      guard let leaving = removed[reason], leaving > 0 else { return nil }
      defer { entering -= leaving }
      return Step(reason: reason, entering: entering, leaving: leaving)
    }
  }

  mutating func add(_ count: Int, _ reason: PruningReason) {
    if count != 0 { removed[reason, default: 0] += count }
  }

  mutating func merge(_ other: PruningReport) {
    total += other.total
    removed.merge(other.removed, uniquingKeysWith: +)
  }
}
