public import ModelGraph

/// What came of a fine-tuning.
public struct FineTuningResult: Sendable {
  /// The student with the parameters (and ranks) that did best on the held-out samples. Stopped before ranks had come
  /// down to their budget, it is the last state.
  public let graph: Graph
  public let curve: [CurvePoint]
  /// The point of `curve` that `graph` was taken at.
  public let best: CurvePoint
  public let stopReason: StopReason
  /// The places of the samples that were held out, in rising order; all when none were.
  public let heldOutSamples: [Int]
  /// From here training can go on, if it was stopped.
  public let checkpoint: FineTuningCheckpoint

  public enum StopReason: String, Hashable, Sendable {
    /// All steps were made.
    case finished
    /// The held-out loss fell no more.
    case converged
    /// The caller stopped it.
    case cancelled
  }
}

/// What was measured at one time of a fine-tuning.
public struct CurvePoint: Hashable, Sendable, Codable {
  /// Updates made.
  public let step: Int
  /// Mean over the batches since the last point, with augmentation; nil before the first.
  public let trainingLoss: Double?
  /// On the held-out samples as they are.
  public let heldOutLoss: Double
  /// For a classifier, the share of held-out samples for which student and teacher name the same class; for a
  /// regressor, the share of the teacher's variance that the student explains, 1 − Σ(s − t)² / Σ(t − mean)².
  public let agreement: Double
  /// Constants of the student, in elements.
  public let parameterCount: Int
}

/// How far a fine-tuning is, after each evaluation.
public struct FineTuningProgress {
  /// Updates made, and to be made at most.
  public let step: Int
  public let stepCount: Int
  public let point: CurvePoint
  public let best: CurvePoint
  /// In seconds, without those before a checkpoint.
  public let elapsed: Double
  /// Seconds still to come at the pace so far.
  public let remaining: Double
  /// Makes a copy of the state, to be saved. To be called before the callback returns: later the state is another.
  public let checkpoint: () -> FineTuningCheckpoint
}

/// What the caller wants after a look at the progress.
public enum FineTuningDecision: Hashable, Sendable {
  case proceed
  /// Stop and keep the best state so far.
  case stop
}

/// Why a network cannot be fine-tuned: one line.
public struct FineTuningError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
