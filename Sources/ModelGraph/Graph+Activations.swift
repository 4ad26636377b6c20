extension Graph {
  /// The same network with each fused activation as a node of its own, after the node it was part of: its
  /// derivative needs the value before it. Values keep their identifiers.
  public func separatingActivations() -> Graph {
    var graph = self
    graph.nodes = []
    for var node in nodes {
      guard let (operation, activation) = node.operation.separatingActivation else {
        graph.nodes.append(node)
        continue
      }
      let output = node.outputs[0]
      let sum = graph.addValue(Value(name: node.name + ".sum", type: self[output].type))
      node.operation = operation
      node.outputs[0] = sum
      graph.nodes.append(node)
      graph.nodes.append(
        Node(
          name: node.name + ".activation", operation: .activation(activation), inputs: [sum],
          outputs: [output]))
    }
    return graph
  }
}

extension Operation {
  /// The operation without its fused activation, and that; nil when it has none.
  fileprivate var separatingActivation: (Operation, Activation)? {
    switch self {
    case .linear(let activation?): (.linear(activation: nil), activation)
    case .ttLinear(let shape, let activation?): (.ttLinear(shape, activation: nil), activation)
    case .binary(let binaryOperator, let activation?):
      (.binary(binaryOperator, activation: nil), activation)
    case .convolution(var convolution):
      convolution.activation.map { activation in
        convolution.activation = nil
        return (.convolution(convolution), activation)
      }
    default: nil
    }
  }
}
