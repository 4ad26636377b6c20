import ModelGraph

extension Graph {
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
