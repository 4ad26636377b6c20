import TensorTrain

/// What a search of a whole network found.
public struct NetworkExploration: Sendable {
  public let constraint: NetworkConstraint
  /// In execution order.
  public let layers: [LayerFront]
  public let dense: NetworkFigures
  /// How the dense network does on the samples; nil without any.
  public let denseChange: OutputChange?
  /// Predicted networks of which none is better in parameters, time, multiply-adds and loss
  /// together; by rising loss, the dense one first.
  public let front: [NetworkCandidate]
  /// Networks that were really factorized and run, in the order of evaluation.
  public let evaluated: [EvaluatedNetwork]
  public let recommended: Recommendation

  /// A plan, with what is known of it.
  public struct Recommendation: Sendable {
    public let plan: Plan
    /// Why it is this one, as a sentence.
    public let reason: String
    public let candidate: NetworkCandidate
    /// Nil without samples.
    public let evaluation: EvaluatedNetwork?
  }

  /// Whether the predicted order of the evaluated networks is the measured one (Spearman); nil
  /// when too few were evaluated.
  public var rankCorrelation: Double? {
    Exploration.rankCorrelation(
      evaluated.map(\.candidate.predictedLoss), evaluated.map(\.change.loss))
  }
}

/// A network that was factorized and run on samples.
public struct EvaluatedNetwork: Sendable {
  public let candidate: NetworkCandidate
  public let plan: Plan
  /// Counted on the factorized network.
  public let figures: NetworkFigures
  public let change: OutputChange
  public let reports: [LayerReport]

  /// Whether it does better on the samples: more right answers first, then the smaller change of
  /// the outputs, which sees what a count of answers does not.
  func isBetter(than other: EvaluatedNetwork) -> Bool {
    (change.drop, change.loss) < (other.change.drop, other.change.loss)
  }
}

extension Plan {
  /// The choices of a whole network.
  public init(_ candidate: NetworkCandidate, for fronts: [LayerFront]) {
    self.init()
    fitted = []
    for (option, front) in zip(candidate.options, fronts) {
      layers[front.layer.name] = option.choice
      if option.isFitted { fitted?.insert(front.layer.name) }
      if let shape = option.candidate.shape,
        shape.rows > front.layer.rows || shape.columns > front.layer.columns
      {
        padded.insert(front.layer.name)
      }
      if option.candidate.isDense {
        reasons[front.layer.name] =
          front.options.count > 1 ? "best left dense" : "nothing is smaller and faster"
      }
    }
  }
}
