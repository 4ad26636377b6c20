public import TensorTrain

/// A way to replace one layer of a network.
public struct LayerOption: Hashable, Sendable {
  public let candidate: LayerCandidate
  /// Whether the decomposition is fitted to calibration data.
  public let isFitted: Bool
  /// The upper bound of the relative error: of the outputs when fitted, else of the weights.
  public let predictedError: Double
  /// The change of the network's outputs when this layer alone is replaced.
  public let predictedLoss: Double

  /// As a plan says it.
  public var choice: LayerChoice { candidate.shape.map { .shape($0) } ?? .dense }
}

/// One way to decompose a layer, plain or fitted: its best shapes, and what they do to the network.
public struct LayerFamily: Sendable {
  public let isFitted: Bool
  public let problem: LayerProblem
  /// The layer filled up with zeros to other sizes.
  public var padded: [LayerProblem] = []
  public let exploration: LayerExploration
  public internal(set) var trials: [SensitivityCurve.Trial] = []

  /// Without trials the loss is the squared error itself.
  public var curve: SensitivityCurve { SensitivityCurve(trials) }

  /// The problem that a shape solves: the layer's own, or one of the padded.
  public func problem(of shape: TTShape) -> LayerProblem? {
    ([problem] + padded).first { $0.rows == shape.rows && $0.columns == shape.columns }
  }

  /// Any shape of the layer as an option of this family.
  func option(_ candidate: LayerCandidate, curve: SensitivityCurve) -> LayerOption {
    guard let shape = candidate.shape, let spectra = problem(of: shape)?.spectra else {
      return LayerOption(
        candidate: candidate, isFitted: false, predictedError: 0, predictedLoss: 0)
    }
    let error = spectra.bounds(of: shape).upperBound
    return LayerOption(
      candidate: candidate, isFitted: isFitted, predictedError: error,
      predictedLoss: curve.loss(at: error))
  }
}

/// What one layer of a network can become.
public struct LayerFront: Sendable {
  public let layer: LinearLayer
  /// Plain and, with calibration data, fitted.
  public internal(set) var families: [LayerFamily]
  /// The dense layer first, then the tensor trains of all families.
  public private(set) var options: [LayerOption] = []

  init(_ layer: LinearLayer, families: [LayerFamily]) {
    self.layer = layer
    self.families = families
    predict()
  }

  /// Predicts the losses of all options from the trials.
  mutating func predict() {
    options = [families[0].option(families[0].problem.dense, curve: SensitivityCurve([]))]
    for family in families {
      let curve = family.curve
      options += family.exploration.candidates.dropFirst().map {
        family.option($0, curve: curve)
      }
    }
  }

  /// The same shape decomposed by another family; nil for the dense layer and when there is none.
  func twin(of option: LayerOption, isFitted: Bool) -> LayerOption? {
    guard !option.candidate.isDense, let family = families.first(where: { $0.isFitted == isFitted })
    else { return nil }
    return family.option(option.candidate, curve: family.curve)
  }
}
