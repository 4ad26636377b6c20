public import ModelGraph
import TensorTrain

/// What a whole network costs.
public struct NetworkFigures: Hashable, Sendable {
  /// Of everything: layers, biases, convolutions.
  public var parameters: Int
  /// Of one run.
  public var multiplyAdds: Int
  /// Of one run, in the unit of the time model: linear layers and convolutions, which are counted
  /// as the matrix products that they are, a pixel a column.
  public var time: Double
  /// Of the file.
  public var byteCount: Int

  /// - Parameter byteCount: of the file; that of the parameters where it is not known.
  public init(_ graph: Graph, timeModel: any StageTimeModel, byteCount: Int? = nil) {
    let statistics = GraphStatistics(graph)
    parameters = statistics.parameterCount
    multiplyAdds = statistics.multiplyAdds
    self.byteCount = byteCount ?? statistics.parameterByteCount
    time = graph.nodes.reduce(0) { $0 + graph.time(of: $1, by: timeModel) }
  }

  /// The same network with other options for some layers, before anything is factorized.
  func replacing(_ options: [LayerOption], in layers: [LayerFront]) -> NetworkFigures {
    var result = self
    for (option, layer) in zip(options, layers) {
      let (dense, candidate) = (layer.options[0].candidate, option.candidate)
      result.parameters += candidate.parameters - dense.parameters
      result.byteCount += 4 * (candidate.parameters - dense.parameters)
      result.multiplyAdds += candidate.multiplyAccumulates - dense.multiplyAccumulates
      result.time += candidate.time - dense.time
    }
    return result
  }

  /// Half the parameters plus half the time, each relative to the dense network's: what a drop in
  /// accuracy buys.
  func mixedCost(dense: NetworkFigures) -> Double {
    func share(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : 0 }
    return share(Double(parameters), Double(dense.parameters)) / 2 + share(time, dense.time) / 2
  }
}

extension Graph {
  /// Vectors that a linear layer is applied to in one run.
  func batch(of layer: LinearLayer) -> Int {
    max(1, self[nodes[layer.nodeIndex].inputs[0]].type.count / layer.columns)
  }

  fileprivate func time(of node: Node, by model: any StageTimeModel) -> Double {
    let outputCount = node.outputs.first.map { self[$0].type.count } ?? 0
    switch node.operation {
    case .linear:
      let weight = self[node.inputs[1]].type.shape
      return model.time(rows: weight[0], columns: weight[1], batch: outputCount / weight[0])
    case .ttLinear(let shape, _):
      let batch = outputCount / shape.rows
      return model.time(of: shape, order: shape.bestOrder().cores, batch: batch)
    case .convolution(let convolution):
      let (weight, output) = (self[node.inputs[1]].type.shape, self[node.outputs[0]].type.shape)
      let stage = TTStage(
        core: 0, P: output[0] * convolution.groups, K: weight[1...].reduce(1, *),
        R: weight[0] / convolution.groups, Q: output[2...].reduce(1, *), contractsLeftBond: false,
        contractsRightBond: false)
      return model.time(of: stage, parameters: weight.reduce(1, *))
    default: return 0
    }
  }
}
