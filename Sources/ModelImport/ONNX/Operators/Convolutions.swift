internal import ModelGraph

/// Conv over one or two spatial axes.
extension ONNXOperator {
  static let convolutions: [String: ONNXOperator] = [
    "Conv": ONNXOperator(
      inputs: 2...3, attributes: SlidingWindow.attributes.union(["group"]), convolution)
  ]

  private static func convolution(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let weight = try node.input(1)
    let input = builder.shape(x)
    guard 3...4 ~= input.count, builder.shape(weight).count == input.count else {
      throw NodeProblem(
        "an input of shape \(input) with a weight of shape \(builder.shape(weight)): "
          + "only 1-D and 2-D convolutions are supported")
    }
    let kernel = Array(builder.shape(weight)[2...])
    if let stated = try node.integers("kernel_shape"), stated != kernel {
      throw NodeProblem("kernel_shape \(stated) differs from the weight's \(kernel)")
    }
    let window = try SlidingWindow(node, input: Array(input[2...]), kernel: kernel)
    let operation = Operation.convolution(
      Convolution(
        kernel: kernel, strides: window.strides, dilations: window.dilations,
        paddingBefore: window.before, paddingAfter: window.after,
        groups: try node.integer("group", default: 1)))
    let bias = node.optionalInput(2).map { [$0] } ?? []
    return try builder.add(operation, [x, weight] + bias, for: node)
  }
}
