public import TensorTrain

/// A way to hold and compute one layer, with what it costs for the batch of the problem.
public struct LayerCandidate: Hashable, Sendable {
  /// The tensor train, or nil for the dense layer.
  public let shape: TTShape?
  /// The cores in the order of application; empty for the dense layer.
  public let order: [Int]
  public let parameters: Int
  public let multiplyAccumulates: Int
  /// Scalars of scratch, input and output included.
  public let peakScratch: Int
  /// In the unit of the time model.
  public let time: Double
  /// Between which bounds the relative error of a TT-SVD lies; nil where no spectra were given.
  public let errorBounds: ClosedRange<Double>?

  public var isDense: Bool { shape == nil }

  var measures: Measures {
    let error = errorBounds?.upperBound ?? 0
    return Measures(
      parameters: Double(parameters), time: time,
      multiplyAccumulates: Double(multiplyAccumulates), peakScratch: Double(peakScratch),
      squaredError: error * error)
  }
}

extension LayerCandidate: CustomStringConvertible {
  /// The shape's text form, or `dense`.
  public var description: String { shape?.description ?? "dense" }
}
