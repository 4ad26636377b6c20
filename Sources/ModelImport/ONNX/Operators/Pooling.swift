internal import ModelGraph

/// MaxPool, AveragePool, GlobalAveragePool.
extension ONNXOperator {
  static let pooling: [String: ONNXOperator] = [
    "MaxPool": ONNXOperator(
      inputs: 1...1, attributes: SlidingWindow.attributes.union(["ceil_mode", "storage_order"]),
      maximumPool),
    "AveragePool": ONNXOperator(
      inputs: 1...1,
      attributes: SlidingWindow.attributes.union(["ceil_mode", "count_include_pad"]), averagePool),
    "GlobalAveragePool": ONNXOperator(inputs: 1...1, globalAveragePool),
  ]

  private static func maximumPool(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    var pool = try pool(.maximum, node, builder)
    pool.columnMajorIndices = try node.flag("storage_order")
    return try builder.add(
      .pool(pool), [try node.input(0)], for: node, outputCount: node.needs(output: 1) ? 2 : 1)
  }

  private static func averagePool(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let includesPadding = try node.flag("count_include_pad")
    let pool = try pool(.average(includesPadding: includesPadding), node, builder)
    return try builder.add(.pool(pool), [try node.input(0)], for: node)
  }

  private static func pool(
    _ kind: Pool.Kind, _ node: BoundNode, _ builder: GraphBuilder
  ) throws(NodeProblem) -> Pool {
    let input = builder.shape(try node.input(0))
    guard 3...5 ~= input.count else {
      throw NodeProblem("an input of shape \(input): only 1-D, 2-D and 3-D pools are supported")
    }
    guard let kernel = try node.integers("kernel_shape") else {
      throw NodeProblem("the attribute 'kernel_shape' is missing; export the model again")
    }
    let window = try SlidingWindow(node, input: Array(input[2...]), kernel: kernel)
    return Pool(
      kind: kind, kernel: kernel, strides: window.strides, dilations: window.dilations,
      paddingBefore: window.before, paddingAfter: window.after, outputSizes: window.outputSizes)
  }

  private static func globalAveragePool(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let rank = builder.shape(x).count
    guard rank >= 3 else {
      throw NodeProblem("an input of shape \(builder.shape(x)) has no spatial axes")
    }
    return try builder.add(
      .reduceMean(axes: Array(2..<rank), keepsAxes: true), [x], for: node)
  }
}
