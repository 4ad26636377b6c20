public import ModelGraph

/// Trains a factorized network to answer as the original does, on samples without labels.
///
///     let result = try fineTune(
///       student: factorized, teacher: original, samples: TrainingSamples(inputs: [images]))
///     result.best.agreement                       // share of held-out samples with equal answers
///
/// The loss follows from what each output is (`DistillationLoss.Kind`). Adam with a one-cycle schedule; the state
/// with the lowest held-out loss is returned. Tensor trains are brought into the balanced gauge first.
///
/// The result depends on the arguments, the instruction set of the processor and nothing else: not on the number of
/// threads or processors.
/// - Parameters:
///   - student: the network to train; inputs and outputs are those of `teacher`. Both are Float32, with the batch as
///     the first axis of inputs and outputs; any batch size will do.
///   - resuming: continue a run that was made with the same networks, samples and options.
///   - progress: called after each evaluation (one for each epoch, or fewer when epochs are short).
/// - Throws: `FineTuningError` when networks, samples or options do not fit together or cannot be trained.
public func fineTune(
  student: Graph, teacher: Graph, samples: TrainingSamples,
  options: FineTuningOptions = FineTuningOptions(), resuming: FineTuningCheckpoint? = nil,
  progress: (FineTuningProgress) -> FineTuningDecision = { _ in .proceed }
) throws(FineTuningError) -> FineTuningResult {
  try samples.check(for: teacher)
  try options.check()
  let training = try Training(student, teacher, samples, options)
  if let resuming { try training.resume(resuming) }
  return try training.run(progress)
}

extension FineTuningOptions {
  func check() throws(FineTuningError) {
    guard epochs > 0, batchSize > 0, slices > 0, threads ?? 1 > 0 else {
      throw FineTuningError("epochs, batch size, slices and threads must be positive")
    }
    guard learningRate > 0, gradientNormLimit > 0, 0..<1 ~= heldOutShare else {
      throw FineTuningError(
        "the learning rate and the norm limit must be positive, the held-out share in 0..<1")
    }
    guard rankAdaptation?.rounds ?? 1 > 0 else {
      throw FineTuningError("ranks are lowered in at least one round")
    }
  }
}
