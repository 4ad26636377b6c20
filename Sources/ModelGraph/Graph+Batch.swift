extension Graph {
  /// The first axis of every input.
  ///
  /// - Throws: `GraphError` when inputs differ in it or lack it.
  public var batchSize: Int {
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
  public func resized(toBatch batch: Int) throws(GraphError) -> Graph {
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
}
