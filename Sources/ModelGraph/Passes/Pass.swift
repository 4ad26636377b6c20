/// A rewriting of a graph that leaves its outputs unchanged up to rounding, and keeps the names of
/// its inputs, outputs and layers.
public struct Pass: Sendable {
  public let name: String
  let apply: @Sendable (inout GraphEditor) -> Void

  /// The passes of `Graph.simplified`, in their order.
  public static let all: [Pass] = [
    .constantFolding, .tensorTrainChains, .noOpRemoval, .matrixProductToLinear,
    .affineIntoPreceding, .affineIntoFollowing, .activationFusion, .deadNodeRemoval,
  ]

  /// The passes that leave the weights of every layer as the source has them. Weights that come from
  /// elsewhere can take their place; after a normalization is folded in, they no longer could.
  public static let keepingWeights: [Pass] = [
    .constantFolding, .tensorTrainChains, .noOpRemoval, .matrixProductToLinear,
    .biasIntoPreceding, .deadNodeRemoval,
  ]

  /// The passes before layers are factorized: all but those that fold a normalization into the layer
  /// behind it. Behind a normalization a layer's inputs vary alike, so that an error of its weights is an
  /// error of its outputs; folded in, the weights' error says little and truncation by it does harm.
  /// (Measured on an 11616→32 layer behind a batch normalization, rank 16: see the tests of `handcar`.)
  public static let beforeFactorization: [Pass] = [
    .constantFolding, .tensorTrainChains, .noOpRemoval, .matrixProductToLinear,
    .affineIntoPreceding, .activationFusion, .deadNodeRemoval,
  ]
}

/// What a pass did to a graph.
public struct PassReport: Sendable, Equatable {
  public let pass: String
  /// Edits of nodes over all rounds; 0 when the pass found nothing to do.
  public let changeCount: Int

  public init(pass: String, changeCount: Int) {
    self.pass = pass
    self.changeCount = changeCount
  }
}

extension Graph {
  /// The graph after all passes.
  ///
  /// - Throws: `GraphError` when this graph is not valid.
  public func simplified() throws(GraphError) -> Graph { try simplified(by: Pass.all).graph }

  /// The graph after these passes, repeated until none finds anything more, and what each did.
  ///
  /// The result is valid, has the same inputs and outputs in the same order under the same names,
  /// and no unused values.
  ///
  /// - Throws: `GraphError` when this graph is not valid.
  public func simplified(
    by passes: [Pass]
  ) throws(GraphError) -> (graph: Graph, reports: [PassReport]) {
    try validate()
    var graph = self
    var changeCounts = passes.map { _ in 0 }
    // Every rewriting removes a node or brings two closer, so the rounds end; the bound guards
    // against a pass that does not keep to that.
    for _ in 0...nodes.count {
      var changed = false
      for (index, pass) in passes.enumerated() {
        var editor = GraphEditor(graph)
        pass.apply(&editor)
        if editor.changeCount == 0 { continue }
        graph = editor.finished()
        changeCounts[index] += editor.changeCount
        changed = true
      }
      if !changed { break }
    }
    graph = graph.compacted()
    let reports = zip(passes, changeCounts).map { PassReport(pass: $0.name, changeCount: $1) }
    return (graph, reports)
  }

  /// The graph without the values that nothing refers to; the others keep their order.
  func compacted() -> Graph {
    var isUsed = values.map { _ in false }
    for id in inputs + outputs + nodes.flatMap({ $0.inputs + $0.outputs }) {
      isUsed[id.index] = true
    }
    var result = Graph(name: name)
    let renumbered = zip(values, isUsed).map { value, isUsed in
      isUsed ? result.addValue(value) : ValueID(-1)
    }
    result.inputs = inputs.map { renumbered[$0.index] }
    result.outputs = outputs.map { renumbered[$0.index] }
    result.nodes = nodes.map { node in
      var node = node
      node.inputs = node.inputs.map { renumbered[$0.index] }
      node.outputs = node.outputs.map { renumbered[$0.index] }
      return node
    }
    return result
  }
}
