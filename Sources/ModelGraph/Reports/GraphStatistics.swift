import HandcarFormat
import TensorTrain

/// What a network costs, in total and for each node.
public struct GraphStatistics: Sendable, Equatable {
  /// The costs of one node.
  public struct Node: Sendable, Equatable {
    public let name: String
    /// Elements of its constant inputs.
    public let parameterCount: Int
    /// Their bytes, stored densely in their element types.
    public let parameterByteCount: Int
    /// Multiply-adds of one run: of products and convolutions; other operations count none. A
    /// tensor train counts its cheaper sweep.
    public let multiplyAdds: Int
  }

  /// In execution order, one for each node of the graph.
  public let nodes: [Node]
  /// Of all constants that nodes read; one that several read counts once.
  public let parameterCount: Int
  public let parameterByteCount: Int
  public let multiplyAdds: Int

  public init(_ graph: Graph) {
    nodes = graph.nodes.map { node in
      let constants = node.inputs.compactMap { graph[$0].constant }
      return Node(
        name: node.name, parameterCount: saturatingSum(of: constants.map(\.count)),
        parameterByteCount: saturatingSum(of: constants.map(\.type.byteCount)),
        multiplyAdds: graph.multiplyAdds(of: node))
    }
    let constants = Set(graph.nodes.flatMap(\.inputs)).compactMap { graph[$0].constant }
    parameterCount = saturatingSum(of: constants.map(\.count))
    parameterByteCount = saturatingSum(of: constants.map(\.type.byteCount))
    multiplyAdds = saturatingSum(of: nodes.map(\.multiplyAdds))
  }
}

extension Graph {
  /// Multiply-adds of one run of a node; `Int.max` when they are more.
  func multiplyAdds(of node: Node) -> Int {
    let output = self[node.outputs[0]].type.shape
    switch node.operation {
    case .linear:
      return saturatingProduct(of: output + [self[node.inputs[1]].type.shape[1]])
    case .ttLinear(let shape, _):
      let sweeps = Sweep.allCases.map { shape.multiplyAccumulates($0) }
      return saturatingProduct(of: output.dropLast() + [sweeps.min() ?? 0])
    case .matrixProduct:
      return saturatingProduct(of: output + self[node.inputs[0]].type.shape.suffix(1))
    case .convolution:
      return saturatingProduct(of: output + self[node.inputs[1]].type.shape.dropFirst())
    case .binary, .batchNormalization, .activation, .softmax, .pool, .reduceMean, .reshape,
      .transpose, .concat, .pad, .identity:
      return 0
    }
  }
}

/// The product, `Int.max` when it overflows. No count may be negative.
func saturatingProduct(of counts: [Int]) -> Int {
  counts.contains(0) ? 0 : TensorType.product(of: counts) ?? .max
}

private func saturatingSum(of counts: [Int]) -> Int {
  counts.reduce(0) { sum, count in
    let (next, overflow) = sum.addingReportingOverflow(count)
    return overflow ? .max : next
  }
}
