/// How a network is fine-tuned.
public struct FineTuningOptions: Hashable, Sendable, Codable {
  /// Passes over the training samples.
  public var epochs = 40
  /// Samples of one update. Cut to what a quarter of the samples gives.
  public var batchSize = 64
  /// The highest rate of the one-cycle schedule. Adam moves each parameter by about this much in a step.
  public var learningRate = 5e-3
  /// The norm that gradients are clipped to.
  public var gradientNormLimit = 1.0
  /// The share of the samples that is held out, to choose the best state and to stop early.
  public var heldOutShare = 0.1
  /// Evaluations without improvement, once the rate falls, after which training stops; nil never does.
  public var patience: Int? = nil
  public var trainable = TrainableParameters.all
  public var seed: UInt64 = 1

  /// What the outputs are; nil decides by the network, see `DistillationLoss.Kind`.
  public var lossKind: DistillationLoss.Kind? = nil
  /// The weight of the labels' cross entropy; 0 does not look at labels.
  public var labelWeight = 0.0
  /// The weight of the mean squared error, over variance, of each layer in `featureLayers`.
  public var featureWeight = 0.1
  /// Names of nodes whose outputs shall also agree with the original's.
  public var featureLayers: [String] = []

  public var augmentation = Augmentation()
  /// Lowers ranks in the course of training; nil keeps them.
  public var rankAdaptation: RankAdaptation? = nil

  /// Parts of a batch that run at the same time, so at most as many threads help. The result depends on this number
  /// but not on how many processors there are. Small parts make small products: four take a quarter longer than two
  /// on one processor.
  public var slices = 2
  /// Threads; nil for one on each processor.
  public var threads: Int? = nil

  public init() {}
}
