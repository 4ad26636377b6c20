public import TensorTrain

/// A layer with weights, as the user addresses it: a linear layer, dense or factorized, or a
/// convolution.
public struct GraphLayer: Sendable, Equatable {
  /// The node's name, unique within the graph.
  public let name: String
  /// The place in `Graph.nodes`.
  public let nodeIndex: Int
  /// Such as `linear 64→10, relu`.
  public let description: String
  /// Rows and columns of the weight as a matrix: outputs, and inputs of one output.
  public let rows: Int
  public let columns: Int
  /// The cores' shape, when the layer is factorized.
  public let tensorTrain: TTShape?
  public let statistics: GraphStatistics.Node
}

extension Graph {
  /// The layers with weights, in execution order.
  public var layers: [GraphLayer] {
    let statistics = GraphStatistics(self).nodes
    return nodes.indices.compactMap { index in
      let node = nodes[index]
      let rows: Int
      let columns: Int
      var tensorTrain: TTShape?
      switch node.operation {
      case .linear, .convolution:
        let weight = self[node.inputs[1]].type.shape
        rows = weight[0]
        columns = weight[1...].reduce(1, *)
      case .ttLinear(let shape, _):
        (rows, columns, tensorTrain) = (shape.rows, shape.columns, shape)
      default: return nil
      }
      return GraphLayer(
        name: node.name, nodeIndex: index, description: description(of: node), rows: rows,
        columns: columns, tensorTrain: tensorTrain, statistics: statistics[index])
    }
  }
}
