import Exploration
import FineTuning
import HandcarHost
import Lowering
import Reporting

/// The search for a plan that keeps to a goal, and the network that it gives.
struct Compression {
  private let teacher: Teacher
  private let goal: CompressionGoal
  private let run: TrainingRun
  private let search: PlanSearch
  private let arguments: Arguments

  init(
    _ teacher: Teacher, _ goal: CompressionGoal, _ run: TrainingRun, _ arguments: Arguments
  ) throws(Failure) {
    self.teacher = teacher
    self.goal = goal
    self.run = run
    self.arguments = arguments
    search = try PlanSearch(of: teacher.graph, teacher.networkSamples, arguments)
  }

  /// - Throws: `badInput` when no plan can keep to the goal.
  func result() throws(Failure) -> TunedNetwork {
    switch goal {
    case .ratio(let ratio):
      let budget = parameterCount(at: ratio)
      guard arguments.has("--adapt-ranks") else {
        return try tuned(search.plan(parameterBudget: budget))
      }
      return try betterOfTwo(budget)
    case .size(let bytes): return try tuned(plan(largestFile: bytes))
    case .latency(let nanoseconds): return try tuned(plan(longestRun: nanoseconds))
    case .drop(let points): return try smallest(largestDrop: points)
    }
  }

  private func parameterCount(at ratio: Double) -> Int {
    Int(Double(teacher.parameterCount) / ratio)
  }

  private func tuned(_ plan: Plan?, _ run: TrainingRun? = nil) throws(Failure) -> TunedNetwork {
    guard let plan else {
      let largest = Double(teacher.parameterCount) / Double(search.smallestCount)
      throw .badInput(
        "\(teacher.source.path): \(goal.text) cannot be reached: with every linear layer as small "
          + "as can be there are \(Format.count(search.smallestCount)) parameters, "
          + "\(Format.ratio(largest)) fewer")
    }
    return try teacher.tuned(plan, run ?? self.run, arguments)
  }

  // MARK: Ranks

  /// How many times the budget a network has whose ranks are lowered in training.
  private static let headStart = 1.5

  /// The plan within the budget, or a larger one whose ranks fall while it is trained: whichever answers more like
  /// the original on the held-out samples.
  private func betterOfTwo(_ budget: Int) throws(Failure) -> TunedNetwork {
    let fixed = try tuned(search.plan(parameterBudget: budget), run.sharing(among: 2))
    let start = Int(Compression.headStart * Double(budget))
    guard let plan = search.plan(parameterBudget: start), plan.layers != fixed.plan.layers,
      !Interruption.wasRequested, !run.isLate
    else { return fixed }
    let adapted = try tuned(
      plan, run.loweringRanks(toParameterCount: budget).withoutCheckpoint)
    return adapted.training.best.heldOutLoss < fixed.training.best.heldOutLoss ? adapted : fixed
  }

  // MARK: Goals that are known before the training

  /// Training changes numbers, not sizes: files are made and weighed, each for a smaller budget.
  private func plan(largestFile limit: Int) throws(Failure) -> Plan? {
    var budget = min(limit / 4, teacher.parameterCount)
    while let plan = search.plan(parameterBudget: budget) {
      let bytes = try lowered(plan).bytes.count
      if bytes <= limit { return plan }
      budget = min(budget - 1, budget - (bytes - limit) / 4)
    }
    return nil
  }

  /// The largest budget whose plan is fast enough, by bisection of its logarithm: about 3 % exact.
  private func plan(longestRun limit: Double) throws(Failure) -> Plan? {
    var (low, high) = (search.smallestCount, teacher.parameterCount)
    var best: Plan?
    while Double(high) > 1.03 * Double(low) {
      let middle = Int((Double(low) * Double(high)).squareRoot())
      guard let plan = search.plan(parameterBudget: middle) else { return best }
      if try time(of: plan) <= limit {
        best = plan
        low = middle + 1
      } else {
        high = middle
      }
    }
    if let best { return best }
    guard let plan = search.plan(parameterBudget: low) else { return nil }
    return try time(of: plan) <= limit ? plan : nil
  }

  private func time(of plan: Plan) throws(Failure) -> Double {
    let bytes = try lowered(plan).bytes
    let model: Model
    do { model = try Model(bytes: bytes) } catch { throw .badInput("\(error)") }
    return ModelFigures.time(try startSession(model)) ?? .infinity
  }

  private func lowered(_ plan: Plan) throws(Failure) -> LoweredModel {
    try WrittenModel.lower(
      teacher.factorized(plan, refinementSweeps: 0).graph, of: teacher.source.path, arguments)
  }

  // MARK: Accuracy, known only after the training

  private static let firstRatio = 16.0
  private static let mostTrials = 6

  /// Steps to smaller networks while the loss is within the limit and to larger ones while it is not,
  /// by factors of two, then by smaller ones between the two.
  private func smallest(largestDrop limit: Double) throws(Failure) -> TunedNetwork {
    let most = Double(teacher.parameterCount) / Double(search.smallestCount)
    var ratio = min(Compression.firstRatio, max(most, 1))
    var (good, bad): (Double?, Double?) = (nil, nil)
    var best: TunedNetwork?
    for trial in 0..<Compression.mostTrials {
      let part = run.sharing(among: Compression.mostTrials - trial)
      let tuned = try tuned(search.plan(parameterBudget: parameterCount(at: ratio)), part)
      let isGood = tuned.comparison.drop <= limit
      if isGood {
        good = ratio
        best = tuned
      } else {
        bad = ratio
        if good == nil, tuned.comparison.drop <= best?.comparison.drop ?? .infinity { best = tuned }
      }
      if Interruption.wasRequested || run.isLate { break }
      let next: Double
      switch (good, bad) {
      case (let good?, let bad?): next = (good * bad).squareRoot()
      case (let good?, nil): next = min(2 * good, most)
      default: next = max(ratio / 2, 1)
      }
      // Nothing is left between two networks that are nearly the same size.
      if abs(next / ratio - 1) < 0.1 || (good.map { abs(next / $0 - 1) < 0.1 } ?? false) { break }
      ratio = next
    }
    guard let best else { throw .badInput("\(teacher.source.path): nothing was tried") }
    return best
  }
}
