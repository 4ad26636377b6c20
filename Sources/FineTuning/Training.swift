import Foundation
import ModelGraph
import TensorTrain

/// A run of fine-tuning: the loop over steps, and its state.
final class Training {
  private let plan: TrainingPlan
  private let teacher: ProgramRunner
  private var options: FineTuningOptions { plan.options }
  /// The student with its present ranks; parameters are those of the start, the present ones are in `distillation`.
  private var student: Graph
  private var distillation: Distillation
  private var optimizer: Adam
  private var step = 0
  private var order: [Int] = []
  private var curve: [CurvePoint] = []
  private var best: (point: CurvePoint, state: NetworkState)?
  /// Losses of the batches since the last evaluation.
  private var batchLosses: [Double] = []
  private let startParameterCount: Int

  init(
    _ student: Graph, _ teacher: Graph, _ samples: TrainingSamples, _ options: FineTuningOptions
  ) throws(FineTuningError) {
    guard student.inputs.map({ student[$0].type }) == teacher.inputs.map({ teacher[$0].type }),
      student.outputs.map({ student[$0].type }) == teacher.outputs.map({ teacher[$0].type })
    else { throw FineTuningError("inputs and outputs of the two networks differ") }
    plan = try TrainingPlan(teacher, samples, options)
    var student = student
    do {
      try student.balanceTensorTrains()
      self.teacher = try ProgramRunner(
        teacher, targets: plan.teacherTargets, batch: plan.sliceSize, slices: options.slices,
        training: nil)
    } catch {
      throw FineTuningError("\(error)")
    }
    startParameterCount = student.parameterCount
    if let budget = options.rankAdaptation?.parameterBudget {
      var smallest = student
      _ = try smallest.lowerRanks(toParameterCount: budget)
      guard smallest.parameterCount <= budget else {
        throw FineTuningError(
          "ranks cannot be lowered to \(budget) parameters: with every rank 1 there are "
            + "\(smallest.parameterCount)")
      }
    }
    self.student = student
    distillation = try Self.distillation(student, self.teacher, plan)
    let count = distillation.student.program.parameters.trainableCount
    guard count > 0 else { throw FineTuningError("the network has no parameters to train") }
    optimizer = Adam(count: count)
  }

  private static func distillation(
    _ student: Graph, _ teacher: ProgramRunner, _ plan: TrainingPlan
  ) throws(FineTuningError) -> Distillation {
    let runner: ProgramRunner
    let targets = try student.distillationTargets(plan.options)
    do {
      runner = try ProgramRunner(
        student, targets: targets, batch: plan.sliceSize, slices: plan.options.slices,
        training: plan.options.trainable)
    } catch {
      throw FineTuningError("the network cannot be trained: \(error)")
    }
    return Distillation(
      student: runner, teacher: teacher, losses: plan.losses, outputCount: plan.outputCount,
      stores: plan.stores, answers: plan.answers, labels: plan.labels, options: plan.options)
  }

  /// Goes on where a checkpoint was made.
  func resume(_ checkpoint: FineTuningCheckpoint) throws(FineTuningError) {
    guard checkpoint.options == options else {
      throw FineTuningError("the checkpoint was made with other options")
    }
    try student.setTensorTrainShapes(checkpoint.current.shapes)
    distillation = try Self.distillation(student, teacher, plan)
    let count = distillation.student.program.parameters.trainableCount
    let arrays = [checkpoint.current.elements, checkpoint.means, checkpoint.squares]
    guard arrays.allSatisfy({ $0.floats.count == count }) else {
      throw FineTuningError("the checkpoint was made with another network")
    }
    distillation.student.trainedElements = checkpoint.current.elements.floats
    optimizer = Adam(
      means: checkpoint.means.floats, squares: checkpoint.squares.floats,
      stepCount: checkpoint.optimizerStep)
    step = checkpoint.step
    curve = checkpoint.curve
    best = checkpoint.best.map { ($0, checkpoint.bestState) }
  }

  func run(
    _ progress: (FineTuningProgress) -> FineTuningDecision
  ) throws(FineTuningError) -> FineTuningResult {
    let clock = ContinuousClock()
    let start = clock.now
    let firstStep = step
    let schedule = OneCycleSchedule(rate: options.learningRate, stepCount: plan.stepCount)
    let rounds = options.rankAdaptation?.steps(of: plan.stepCount) ?? []
    var reason = FineTuningResult.StopReason.finished
    if curve.isEmpty { evaluate(canBeBest: rounds.isEmpty) }
    while step < plan.stepCount {
      for (round, roundStep) in rounds.enumerated() where roundStep == step {
        try lowerRanks(round)
      }
      runStep(rate: schedule.rate(at: step))
      guard step % plan.evaluationInterval == 0 || step == plan.stepCount else { continue }
      // A state with too many parameters is none to return.
      evaluate(canBeBest: step > rounds.last ?? 0)
      let seconds = (clock.now - start) / .seconds(1)
      let decision = progress(
        FineTuningProgress(
          step: step, stepCount: plan.stepCount, point: curve[curve.count - 1],
          best: best?.point ?? curve[curve.count - 1], elapsed: seconds,
          remaining: seconds / Double(step - firstStep) * Double(plan.stepCount - step),
          checkpoint: { self.checkpoint }))
      if decision == .stop {
        if step <= rounds.last ?? -1 { return try stoppedBeforeLastRound(rounds.count - 1) }
        reason = .cancelled
        break
      }
      if let patience = options.patience, step > max(schedule.peak, rounds.last ?? 0),
        let best,
        curve.drop(while: { $0.step <= max(best.point.step, schedule.peak) }).count
          >= patience
      {
        reason = .converged
        break
      }
    }
    return try result(reason, checkpoint)
  }

  /// A network within the budget when there is no time to lower ranks gradually. The checkpoint is that of the state
  /// before, so that the training can be continued as if it had not stopped.
  private func stoppedBeforeLastRound(_ round: Int) throws(FineTuningError) -> FineTuningResult {
    let resumable = checkpoint
    try lowerRanks(round)
    evaluate(canBeBest: true)
    return try result(.cancelled, resumable)
  }

  /// One update.
  func runStep(rate: Double) {
    if order.isEmpty || step % plan.stepsPerEpoch == 0 { order = epochOrder }
    let first = step % plan.stepsPerEpoch * plan.batchSize
    let batch = (0..<plan.batchSize).map { order[(first + $0) % order.count] }
    batchLosses.append(distillation.train(batch, step: step, rate: rate, &optimizer))
    step += 1
  }

  /// The training samples in the order of the present epoch.
  private var epochOrder: [Int] {
    var random = SplitMix64(seed: options.seed, 4, step / plan.stepsPerEpoch)
    return plan.trainingSamples.shuffled(using: &random)
  }

  private func evaluate(canBeBest: Bool) {
    let (loss, agreement) = distillation.evaluate(plan.heldOutSamples)
    let point = CurvePoint(
      step: step,
      trainingLoss: batchLosses.isEmpty
        ? nil : batchLosses.reduce(0, +) / Double(batchLosses.count),
      heldOutLoss: loss, agreement: agreement, parameterCount: student.parameterCount)
    batchLosses = []
    curve.append(point)
    if canBeBest, loss.isFinite, loss < best?.point.heldOutLoss ?? .infinity {
      best = (point, state)
    }
  }

  private var state: NetworkState {
    NetworkState(
      shapes: student.tensorTrainShapes, elements: FloatBytes(distillation.student.trainedElements))
  }

  /// The student with the present parameters.
  private func trainedStudent() -> Graph {
    var graph = student
    let runner = distillation.student
    runner.program.parameters.store(runner.trainedElements, in: &graph)
    return graph
  }

  /// Cuts ranks and starts the optimizer anew: its moments belong to cores that are no more.
  private func lowerRanks(_ round: Int) throws(FineTuningError) {
    guard let adaptation = options.rankAdaptation else { return }
    var graph = trainedStudent()
    let budget = adaptation.budget(of: round, from: startParameterCount)
    guard try graph.lowerRanks(toParameterCount: budget) else { return }
    student = graph
    distillation = try Self.distillation(student, teacher, plan)
    optimizer = Adam(count: distillation.student.program.parameters.trainableCount)
  }

  private var checkpoint: FineTuningCheckpoint {
    let current = state
    return FineTuningCheckpoint(
      step: step, options: options, curve: curve, best: best?.point, current: current,
      bestState: best?.state ?? current, means: FloatBytes(optimizer.means),
      squares: FloatBytes(optimizer.squares), optimizerStep: optimizer.stepCount)
  }

  private func result(
    _ reason: FineTuningResult.StopReason, _ checkpoint: FineTuningCheckpoint
  ) throws(FineTuningError) -> FineTuningResult {
    let bestState = best?.state ?? state
    var graph = student
    try graph.setTensorTrainShapes(bestState.shapes)
    // The layout of a forward program over the same constants is the same.
    let targets = try graph.distillationTargets(options)
    let layout = ParameterLayout(
      graph.separatingActivations().pruned(to: targets), training: options.trainable)
    let elements = bestState.elements.floats
    guard elements.count == layout.trainableCount else {
      throw FineTuningError("the checkpoint was made with another network")
    }
    layout.store(elements, in: &graph)
    return FineTuningResult(
      graph: graph, curve: curve, best: best?.point ?? curve[curve.count - 1], stopReason: reason,
      heldOutSamples: plan.heldOutSamples.sorted(), checkpoint: checkpoint)
  }
}
