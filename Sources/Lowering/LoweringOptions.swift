public import BoardModel
public import ModelGraph
public import TensorTrain

/// What `lower` needs to know besides the graph.
public struct LoweringOptions: Sendable {
  /// The inputs of the test vectors that the file carries, so that any board can check itself.
  public enum TestInputs: Sendable {
    case none
    /// Standard normal numbers (small integers for integer types) from a seed.
    case random(count: Int, seed: UInt64)
    /// One list of tensors for each vector, in the order of the graph's inputs.
    case given([[Tensor]])
  }

  /// Where the network came from.
  public struct Source: Sendable {
    /// Of the file, without its folder.
    public var name: String
    /// Hexadecimal digest of its bytes.
    public var sha256: String

    public init(name: String, bytes: [UInt8]) {
      self.name = name
      sha256 = SHA256.hexDigest(of: bytes)
    }
  }

  /// The board that the program is for: its times decide how layers are computed.
  public var board = BoardModel.host
  /// Decides how each tensor-train layer is computed; nil takes what is fastest on the board.
  public var planContraction: ContractionPlan.Choice?
  /// How many times its parameters a tensor-train layer may have when neighbouring cores are merged for speed, at least 1.
  public var largestGrowth = 8.0
  /// The share of a layer's time that is worth twice its parameters: caches may be cold, and files travel.
  static let savingPerDoubling = 0.04
  /// Threads that are expected to compute a run, the caller's included. With more than one, states of a tensor-train
  /// layer that threads exchange share their memory with no other state, which costs arena. Any number may run the file.
  public var threads = 1
  /// Bytes that the file and the arena may take together.
  public var largestMemory = Int.max
  public var testInputs = TestInputs.random(count: 1, seed: 1)
  /// |actual − expected| ≤ absoluteTolerance + relativeTolerance · |expected|
  public var absoluteTolerance: Float = 1e-4
  public var relativeTolerance: Float = 1e-4
  public var toolVersion = ""
  public var source: Source?
  /// What the user asked for, by option name; recorded in the file.
  public var userOptions: [String: String] = [:]

  public init() {}
}

extension LoweringOptions {
  /// How to plan each tensor-train layer and for how many threads, from the fastest way to the one of least memory.
  var ways: [(planContraction: ContractionPlan.Choice, threads: Int)] {
    planChoices.flatMap { choice in
      threads > 1 ? [(choice, threads), (choice, 1)] : [(choice, 1)]
    }
  }

  /// Ways to choose the plan of each tensor-train layer, from the fastest to the one of least memory.
  private var planChoices: [ContractionPlan.Choice] {
    let growths = [largestGrowth] + [4, 2, 1.4, 1].filter { $0 < largestGrowth }
    let choices =
      planContraction.map { [$0] }
      ?? growths.map { fastest(growth: $0) } + [fastest(growth: 1, hasLeastScratch: true)]
    return choices.flatMap { [$0, withoutTransposition($0)] }
  }

  /// The same plans with vectors one behind the other: where the states are small, those that are transposed take the most memory.
  private func withoutTransposition(
    _ choice: @escaping ContractionPlan.Choice
  ) -> ContractionPlan.Choice {
    { (shape, batch, others) throws(ContractionPlanError) in
      let plan = try choice(shape, batch, others)
      return try ContractionPlan(shape, order: plan.order, groups: plan.groups, batch: batch)
    }
  }

  /// The fastest plan on the board.
  ///
  /// - Parameters:
  ///   - growth: how many times the parameters may multiply.
  ///   - hasLeastScratch: whether the states may be no larger than those of the better sweep.
  private func fastest(growth: Double, hasLeastScratch: Bool = false) -> ContractionPlan.Choice {
    let board = board
    return { (shape, batch, others) throws(ContractionPlanError) in
      var limits = ContractionPlan.Limits()
      limits.parameterCount = Int(min(Double(shape.parameterCount) * growth, 1e15))
      limits.savingPerDoubling = Self.savingPerDoubling
      if hasLeastScratch {
        let scratches = Sweep.allCases.map { shape.peakScratch($0, batch: batch) }
        limits.scratchCount = scratches.min() ?? .max
      }
      if let plan = try board.fastestPlan(shape, batch: batch, limits: limits, besides: others) {
        return plan
      }
      return try .fewestMultiplyAdds(shape, batch: batch)
    }
  }
}
