public import TensorTrain

/// What became of one linear layer or convolution. Costs are without bias; operations for one input
/// vector of a linear layer, and for one run of a convolution.
public struct LayerReport: Hashable, Sendable {
  public let layer: LinearLayer
  public let outcome: Outcome
  /// √(E ‖(W − W')x‖² / E ‖W x‖²), x without its mean, measured on the calibration; nil where there
  /// was none or the layer stays dense.
  public var outputError: Double?

  public enum Outcome: Hashable, Sendable {
    /// The layer is as it was, for this reason.
    case dense(reason: String)
    /// The layer is a tensor train, whose weights differ by `relativeError` = ‖W − W'‖ / ‖W‖ from
    /// the original.
    case tensorTrain(TTShape, relativeError: Double)
  }

  /// The shape, or nil for a layer that stays dense.
  public var shape: TTShape? {
    if case .tensorTrain(let shape, _) = outcome { return shape }
    return nil
  }

  /// The same with the shape that the layer has after its ranks were lowered in training.
  public func trained(as shape: TTShape) -> LayerReport {
    guard case .tensorTrain(_, let relativeError) = outcome else { return self }
    let outcome = Outcome.tensorTrain(shape, relativeError: relativeError)
    return LayerReport(layer: layer, outcome: outcome, outputError: outputError)
  }

  public var denseParameterCount: Int { layer.denseCount }
  public var denseMultiplyAccumulates: Int { layer.multiplyAccumulates(of: nil) }
  public var parameterCount: Int { shape?.parameterCount ?? layer.denseCount }
  /// By the best order of cores.
  public var multiplyAccumulates: Int { layer.multiplyAccumulates(of: shape) }
}
