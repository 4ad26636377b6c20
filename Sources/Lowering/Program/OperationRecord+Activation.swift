import HandcarFormat
import ModelGraph

extension OperationRecord {
  /// Sets the function that is applied to each element of the output.
  mutating func setActivation(_ function: Activation?) {
    activation = function.kind.rawValue
    switch function {
    case .leakyRelu(let slope): alpha = Float(slope)
    case .clip(let low, let high):
      alpha = Float(low)
      beta = Float(high)
    case nil, .relu, .sigmoid, .tanh: break
    }
  }
}

extension Activation? {
  var kind: ActivationKind {
    switch self {
    case nil: .none
    case .relu: .relu
    case .leakyRelu: .leakyRelu
    case .clip: .clip
    case .sigmoid: .sigmoid
    case .tanh: .tanh
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
