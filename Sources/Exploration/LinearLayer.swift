public import ModelGraph

/// A node that can be factorized: `linear` with constant weights of M × N.
public struct LinearLayer: Hashable, Sendable {
  public let name: String
  /// M, the outputs.
  public let rows: Int
  /// N, the inputs.
  public let columns: Int
  /// Where the node stands in `Graph.nodes`.
  public let nodeIndex: Int

  /// Parameters, and multiply-accumulates for one input vector, of the dense layer (without bias).
  public var denseCount: Int { rows * columns }
}

extension LinearLayer: CustomStringConvertible {
  /// Such as `fc1 (32×11616)`: outputs × inputs.
  public var description: String { "\(name) (\(rows)×\(columns))" }
}

extension Graph {
  /// The layers that can be factorized, in execution order.
  public var linearLayers: [LinearLayer] {
    nodes.enumerated().compactMap { index, node in
      guard case .linear = node.operation, let weights = self[node.inputs[1]].constant,
        weights.shape.count == 2, weights.count > 0
      else { return nil }
      return LinearLayer(
        name: node.name, rows: weights.shape[0], columns: weights.shape[1], nodeIndex: index)
    }
  }
}
