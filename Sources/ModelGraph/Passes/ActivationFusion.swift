extension Pass {
  /// Lets a layer or an arithmetic node apply the activation that follows it.
  public static let activationFusion = Pass(name: "fuse activations") { editor in
    for index in editor.nodeIndices {
      let node = editor.node(index)
      guard case .activation(let activation) = node.operation,
        let source = editor.soleProducer(of: node.inputs[0]),
        let fused = editor.node(source).operation.with(activation)
      else { continue }
      editor.absorb(index, into: source, fused, inputs: editor.node(source).inputs)
    }
  }
}

extension Operation {
  /// The operation followed by the activation; nil when it cannot take one, or has one already.
  fileprivate func with(_ activation: Activation) -> Operation? {
    switch self {
    case .linear(activation: nil): return .linear(activation: activation)
    case .ttLinear(let shape, activation: nil): return .ttLinear(shape, activation: activation)
    case .binary(let binaryOperator, activation: nil):
      return .binary(binaryOperator, activation: activation)
    case .convolution(var convolution) where convolution.activation == nil:
      convolution.activation = activation
      return .convolution(convolution)
    default: return nil
    }
  }
}
