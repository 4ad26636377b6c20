internal import ModelGraph

/// BatchNormalization, with stored statistics or with those of the batch.
extension ONNXOperator {
  static let normalization: [String: ONNXOperator] = [
    "BatchNormalization": ONNXOperator(
      inputs: 5...5, attributes: ["epsilon", "is_test", "momentum", "spatial", "training_mode"],
      batchNormalization)
  ]

  private static func batchNormalization(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    var inputs: [Graph.ValueID] = []
    for index in 0..<5 { inputs.append(try node.input(index)) }
    let shape = builder.shape(inputs[0])
    guard shape.count >= 2 else {
      throw NodeProblem("an input of shape \(shape) has no channels")
    }
    if node.opset < 9, try node.integer("spatial", default: 1) == 0, shape.count > 2 {
      throw NodeProblem("statistics for each position (spatial = 0) are not supported")
    }
    let operation = Operation.batchNormalization(
      epsilon: Double(try node.float("epsilon", default: 1e-5)))
    guard try isTraining(node) else { return try builder.add(operation, inputs, for: node) }
    guard node.opset >= 14 else {
      throw NodeProblem(
        "training mode before opset 14 is not supported; export the model for inference")
    }
    let (mean, variance) = try statistics(of: inputs[0], node, &builder)
    let y = try builder.add(operation, inputs[..<3] + [mean, variance], for: node)
    guard node.needs(output: 1) || node.needs(output: 2) else { return y }
    let momentum = try node.float("momentum", default: 0.9)
    return [
      y[0],
      try running(inputs[3], mean, momentum: momentum, node, "running mean", &builder),
      try running(inputs[4], variance, momentum: momentum, node, "running variance", &builder),
    ]
  }

  /// Opset 6 trains unless `is_test` is set, opsets 7 to 13 when the statistics are asked for.
  private static func isTraining(_ node: BoundNode) throws(NodeProblem) -> Bool {
    if node.opset >= 14 { return try node.flag("training_mode") }
    if node.opset < 7, try !node.flag("is_test") { return true }
    return (1..<5).contains(where: node.lists(output:))
  }

  /// Mean and population variance of each channel over the batch, `(C)` each.
  private static func statistics(
    of x: Graph.ValueID, _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> (mean: Graph.ValueID, variance: Graph.ValueID) {
    let shape = builder.shape(x)
    let axes = shape.indices.filter { $0 != 1 }
    let mean = try builder.add(
      .reduceMean(axes: axes, keepsAxes: true), [x], for: node, part: "mean")[0]
    let difference = try builder.add(
      .binary(.subtract, activation: nil), [x, mean], for: node, part: "difference")[0]
    let square = try builder.add(
      .binary(.multiply, activation: nil), [difference, difference], for: node, part: "square")[0]
    let variance = try builder.add(
      .reduceMean(axes: axes, keepsAxes: false), [square], for: node, part: "variance")[0]
    let vector = try builder.add(
      .reshape([shape[1]]), [mean], for: node, part: "mean vector")[0]
    return (vector, variance)
  }

  /// `old · momentum + new · (1 − momentum)`
  private static func running(
    _ old: Graph.ValueID, _ new: Graph.ValueID, momentum: Float, _ node: BoundNode,
    _ part: String, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> Graph.ValueID {
    var terms: [Graph.ValueID] = []
    for (value, factor) in [(old, momentum), (new, 1 - momentum)] {
      let constant = builder.addConstant("\(node.name)/momentum", Tensor([factor], shape: []))
      terms += try builder.add(
        .binary(.multiply, activation: nil), [value, constant], for: node, part: "\(part) term")
    }
    return try builder.add(.binary(.add, activation: nil), terms, for: node, part: part)[0]
  }
}
