/// What is searched for a layer, and by which steps the space is pruned. Each step can be switched
/// off by itself; the ones called heuristic may lose a solution that is best for somebody, the
/// others never do.
public struct SearchOptions: Sendable {
  // The space.

  /// Most cores of a tensor train.
  public var largestCoreCount = 6
  /// Whether a mode may be 1 on one side: truncated SVD and separated tensor trains.
  public var allowsUnitFactors = true
  /// Uniform ranks tried; nil for every rank up to the caps. Heuristic when it is not nil.
  public var ranks: [Int]? = SearchOptions.commonRanks
  /// Besides uniform ranks, for each of these the smallest ranks by which every bond discards at
  /// most this share of the norm. Needs spectra.
  public var bondErrors: [Double] = []
  /// Besides these, every combination of these ranks over the bonds; nil for none. For small
  /// layers: the work grows with the square of their number.
  public var bondRanks: [Int]?
  /// Whether a shape that was found with one of the two sweeps may be given another order of
  /// cores that is faster.
  public var triesOtherOrders = true

  // The pruning.

  /// What a solution must be good in. Error counts only where spectra are given.
  public var objectives: Set<Measure> = [.parameters, .time, .error]
  /// Whether solutions go that are as good as another in no objective.
  public var removesDominated = true
  /// Whether there must be fewer parameters than in the dense layer.
  public var needsFewerParameters = true
  /// Whether the predicted time must be below that of the dense layer.
  public var needsLessTime = true
  /// Whether there must be fewer multiply-accumulates than in the dense layer. Heuristic: a dense
  /// layer waits for its weights, so more of them can be faster.
  public var needsFewerMultiplyAccumulates = false
  /// Keeps only uniform ranks that are multiples of this, as published rules do. Heuristic: the
  /// vectors of this runtime do not run along ranks.
  public var laneMultiple: Int?
  /// The most relative error that the lower bound may have.
  public var errorBudget: Double?
  /// The most scratch, in bytes.
  public var scratchBytes: Int?
  /// The most bytes of parameters.
  public var parameterBytes: Int?
  /// Solutions leave that are at most this much (0.02 is 2 %) better than another in every
  /// objective. Heuristic.
  public var likeness = 0.02
  /// The most solutions that are returned, the dense one not counted. Heuristic.
  public var largestFront: Int? = 100

  public init() {}

  /// Everything sound and nothing heuristic, with every uniform rank.
  public static var exact: SearchOptions {
    var options = SearchOptions()
    options.ranks = nil
    options.likeness = 0
    options.largestFront = nil
    return options
  }

  /// Every rank up to 16, then eight for each doubling, up to 1024.
  public static let commonRanks: [Int] =
    Array(1...16)
    + (4..<10).flatMap { power in (1...8).map { (1 << power) + $0 * (1 << (power - 3)) } }

  /// Bond errors in steps of a sixteenth.
  public static let commonBondErrors: [Double] = (1..<16).map { Double($0) / 16 }
}
