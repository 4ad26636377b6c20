import ModelGraph

extension Graph {
  /// The first axis of every input.
  ///
  /// - Throws: `GraphError` when inputs differ in it or lack it.
  var batchSize: Int {
    get throws(GraphError) {
      guard let first = inputs.first, let size = self[first].type.shape.first, size > 0,
        inputs.allSatisfy({ self[$0].type.shape.first == size })
      else { throw GraphError("the first axis of every input must be the batch") }
      return size
    }
  }

  /// The same network for batches of another size. Values keep their identifiers.
  ///
  /// Targets of reshapes name the batch in their first axis, alone or times others, and are scaled there.
  /// - Throws: `GraphError` when a shape does not follow the batch, as where an axis before it was moved.
  func resized(toBatch batch: Int) throws(GraphError) -> Graph {
    let old = try batchSize
    var graph = self
    for id in inputs { graph[id].type.shape[0] = batch }
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      if case .reshape(var shape) = node.operation, let first = shape.first,
        graph[node.inputs[0]].type.count != self[node.inputs[0]].type.count
      {
        shape[0] = first * batch / old
        graph.nodes[index].operation = .reshape(shape)
      }
      let types = try graph.nodes[index].operation.resultTypes(
        for: node.inputs.map { graph[$0].type }, outputCount: node.outputs.count, node: node.name)
      for (id, type) in zip(node.outputs, types) { graph[id].type = type }
    }
    for id in outputs {
      guard let now = graph[id].type.shape.first, let before = self[id].type.shape.first,
        now * old == before * batch
      else {
        throw GraphError("the first axis of output '\(self[id].name)' does not follow the batch")
      }
    }
    return graph
  }

  /// The same network with each fused activation as a node of its own, after the node it was part of: its
  /// derivative needs the value before it. Values keep their identifiers.
  func separatingActivations() -> Graph {
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

  /// The same network with only the nodes that these values need.
  func pruned(to targets: [ValueID]) -> Graph {
    var isNeeded = values.map { _ in false }
    for id in targets { isNeeded[id.index] = true }
    var kept: [Node] = []
    for node in nodes.reversed() where node.outputs.contains(where: { isNeeded[$0.index] }) {
      for id in node.inputs { isNeeded[id.index] = true }
      kept.append(node)
    }
    var graph = self
    graph.nodes = kept.reversed()
    graph.outputs = targets
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
