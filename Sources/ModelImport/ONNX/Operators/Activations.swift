internal import ModelGraph

/// Relu, LeakyRelu, Clip, Sigmoid, Tanh, Softmax.
extension ONNXOperator {
  static let activations: [String: ONNXOperator] = [
    "Relu": fixed(.relu), "Sigmoid": fixed(.sigmoid), "Tanh": fixed(.tanh),
    "LeakyRelu": ONNXOperator(inputs: 1...1, attributes: ["alpha"], leakyRelu),
    "Clip": ONNXOperator(inputs: 1...3, attributes: ["min", "max"], clip),
    "Softmax": ONNXOperator(inputs: 1...1, attributes: ["axis"], softmax),
  ]

  private static func fixed(_ activation: Activation) -> ONNXOperator {
    ONNXOperator(inputs: 1...1) { (node, builder) throws(NodeProblem) in
      try builder.add(.activation(activation), [try node.input(0)], for: node)
    }
  }

  private static func leakyRelu(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let slope = Double(try node.float("alpha", default: 0.01))
    return try builder.add(
      .activation(.leakyRelu(slope: slope)), [try node.input(0)], for: node)
  }

  /// The bounds are attributes before opset 11, optional inputs from then on.
  private static func clip(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let low: Double?
    let high: Double?
    if node.opset < 11 {
      low = try node.float("min").map { Double($0) }
      high = try node.float("max").map { Double($0) }
    } else {
      low = try node.scalar(1, "the lower bound", builder)
      high = try node.scalar(2, "the upper bound", builder)
    }
    if low == nil && high == nil { return try builder.add(.identity, [x], for: node) }
    let bounds = Activation.clip(low: low ?? -.infinity, high: high ?? .infinity)
    return try builder.add(.activation(bounds), [x], for: node)
  }

  /// Before opset 13 the input counts as a matrix, of which `axis` is the first axis of the columns.
  private static func softmax(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let shape = builder.shape(x)
    let stated = try node.integer("axis", default: node.opset < 13 ? 1 : -1)
    if node.opset < 13, stated == shape.count {
      throw NodeProblem("axis \(stated) leaves no columns in shape \(shape)")
    }
    let axis = try normalized(stated, rank: shape.count)
    guard node.opset < 13, axis < shape.count - 1 else {
      return try builder.add(.softmax(axis: axis), [x], for: node)
    }
    let rows = shape[..<axis].reduce(1, *)
    let columns = shape[axis...].reduce(1, *)
    let matrix = try builder.add(.reshape([rows, columns]), [x], for: node, part: "matrix")
    let result = try builder.add(.softmax(axis: 1), matrix, for: node)
    return try builder.add(.reshape(shape), result, for: node, part: "shape")
  }
}
