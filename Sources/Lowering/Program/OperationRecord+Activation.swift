import HandcarFormat
import ModelGraph

extension OperationRecord {
  /// Sets the function that is applied to each element of the output.
  mutating func setActivation(_ function: Activation?) {
    switch function {
    case nil: activation = ActivationKind.none.rawValue
    case .relu: activation = ActivationKind.relu.rawValue
    case .leakyRelu(let slope):
      activation = ActivationKind.leakyRelu.rawValue
      alpha = Float(slope)
    case .clip(let low, let high):
      activation = ActivationKind.clip.rawValue
      alpha = Float(low)
      beta = Float(high)
    case .sigmoid: activation = ActivationKind.sigmoid.rawValue
    case .tanh: activation = ActivationKind.tanh.rawValue
    }
  }
}

extension Activation {
  /// For reports.
  var label: String {
    switch self {
    case .relu: "relu"
    case .leakyRelu(let slope): "leaky relu \(slope)"
    case .clip(let low, let high): "clip \(low)…\(high)"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    }
  }
}
