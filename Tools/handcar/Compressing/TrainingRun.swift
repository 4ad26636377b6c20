import Exploration
import FineTuning
import Foundation
import ModelGraph
import Reporting

/// Fine-tuning as the command does it: with a progress bar, Ctrl-C, a limit of time and a checkpoint.
struct TrainingRun {
  var options: FineTuningOptions
  /// When training stops with what there is.
  var deadline: ContinuousClock.Instant?
  /// Whether the deadline also decides how many epochs there are.
  let epochsFollowTime: Bool
  private(set) var checkpointPath: String?
  /// See `SavedTraining.inputs`.
  private let inputs: String

  /// About so many updates bring a small network close to what it can reach.
  private static let usualSteps = 2000
  private static let fewestEpochs = 10

  init(
    _ source: SourceNetwork, _ data: CalibrationSamples, _ arguments: Arguments,
    start: ContinuousClock.Instant
  ) throws(Failure) {
    options = FineTuningOptions()
    let epochs = try arguments.integer("--epochs", in: 1...1_000_000)
    let batch = min(options.batchSize, max(1, data.samples.count * 9 / 40))
    let stepsPerEpoch = max(1, data.samples.count * 9 / 10 / batch)
    options.epochs =
      epochs ?? max(TrainingRun.fewestEpochs, TrainingRun.usualSteps / stepsPerEpoch)
    options.seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1)
    if let name = arguments.text("--train") {
      guard let trainable = TrainableParameters(rawValue: name) else {
        throw .usage("--train is cores or all, not '\(name)'")
      }
      options.trainable = trainable
    }
    if data.labels != nil { options.labelWeight = 0.2 }
    let minutes = try arguments.number("--minutes", where: { $0 > 0 }, "positive")
    deadline = minutes.map { start + .milliseconds(Int64(min($0, 1e6) * 60_000)) }
    epochsFollowTime = epochs == nil && minutes != nil
    checkpointPath = arguments.text("--checkpoint")
    let files = [source.path] + ["--calibration", "--labels"].compactMap(arguments.text)
    inputs = SavedTraining.checksum(of: files) + " \(data.samples.first)+\(data.samples.count)"
  }

  /// Whether the time is over.
  var isLate: Bool { deadline.map { ContinuousClock.now >= $0 } ?? false }

  /// The same with its share of the time left, for the first of several trainings.
  func sharing(among count: Int) -> TrainingRun {
    var part = self
    part.deadline = deadline.map { .now + ($0 - .now) / count }
    return part
  }

  /// The same, with ranks lowered while training until there are so few parameters.
  func loweringRanks(toParameterCount budget: Int) -> TrainingRun {
    var run = self
    run.options.rankAdaptation = RankAdaptation(parameterBudget: budget)
    return run
  }

  /// The same for the second of two trainings: the checkpoint is that of the first.
  var withoutCheckpoint: TrainingRun {
    var run = self
    run.checkpointPath = nil
    return run
  }

  /// Trains the student that a plan gave.
  func run(
    student: Graph, plan: Plan, teacher: Graph, _ samples: TrainingSamples
  ) throws(Failure) -> FineTuningResult {
    var options = options
    let saved = try checkpointPath.flatMap { path throws(Failure) in
      try SavedTraining.read(path, inputs: inputs)
    }
    if let saved, let path = checkpointPath {
      if epochsFollowTime { options.epochs = saved.training.options.epochs }
      guard saved.plan.layers == plan.layers, saved.training.options == options else {
        throw .badInput("\(path): the checkpoint was made with another plan or other options")
      }
    } else if epochsFollowTime, let deadline {
      options.epochs = try epochs(until: deadline, student, teacher, samples)
    }
    let result = try train(student, plan, teacher, samples, options, resuming: saved?.training)
    if result.stopReason == .cancelled {
      try save(result.checkpoint, plan)
    } else if let checkpointPath {
      // What is finished is not continued: the next training starts anew.
      unlink(checkpointPath)
    }
    return result
  }

  private func train(
    _ student: Graph, _ plan: Plan, _ teacher: Graph, _ samples: TrainingSamples,
    _ options: FineTuningOptions, resuming: FineTuningCheckpoint?
  ) throws(Failure) -> FineTuningResult {
    var bar: ProgressBar?
    var failure: Failure?
    var nextSave = ContinuousClock.now
    Interruption.begin()
    defer { Interruption.end() }
    let result: FineTuningResult
    do {
      result = try fineTune(
        student: student, teacher: teacher, samples: samples, options: options,
        resuming: resuming
      ) { progress in
        var drawn = bar ?? ProgressBar("fine-tune", total: progress.stepCount)
        drawn.update(progress.step, note: TrainingRun.note(on: progress.best))
        bar = drawn
        let now = ContinuousClock.now
        if checkpointPath != nil, now >= nextSave {
          do { try save(progress.checkpoint(), plan) } catch {
            failure = error as? Failure
            return .stop
          }
          // A twentieth of the time at most goes into saving.
          nextSave = .now + (ContinuousClock.now - now) * 20
        }
        return isLate || Interruption.wasRequested ? .stop : .proceed
      }
    } catch {
      throw .badInput("\(error)")
    }
    bar?.finish()
    if let failure { throw failure }
    return result
  }

  private static func note(on point: CurvePoint) -> String {
    "loss \(Format.scientific(point.heldOutLoss)), held-out \(Format.percent(point.agreement))"
  }

  private func save(_ checkpoint: FineTuningCheckpoint, _ plan: Plan) throws(Failure) {
    guard let checkpointPath else { return }
    try SavedTraining(inputs: inputs, plan: plan, training: checkpoint).write(to: checkpointPath)
  }

  /// How many epochs fit into the time left, by the pace of one: the rate must know the end to fall
  /// towards it.
  private func epochs(
    until deadline: ContinuousClock.Instant, _ student: Graph, _ teacher: Graph,
    _ samples: TrainingSamples
  ) throws(Failure) -> Int {
    let start = ContinuousClock.now
    var secondsPerEpoch = 0.0
    do {
      _ = try fineTune(student: student, teacher: teacher, samples: samples, options: options) {
        let step = Double($0.step)
        secondsPerEpoch = $0.elapsed / step * Double($0.stepCount) / Double(options.epochs)
        return .stop
      }
    } catch {
      throw .badInput("\(error)")
    }
    let preparing = max(0, (ContinuousClock.now - start) / .seconds(1) - secondsPerEpoch)
    let left = (deadline - .now) / .seconds(1) - preparing
    // A margin for a machine that is not always as fast.
    return min(options.epochs, max(1, Int(0.9 * left / max(secondsPerEpoch, 1e-6))))
  }
}
