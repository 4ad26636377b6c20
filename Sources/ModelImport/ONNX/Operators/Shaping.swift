internal import HandcarFormat
internal import ModelGraph

/// Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Concat, Identity, Dropout.
extension ONNXOperator {
  static let shaping: [String: ONNXOperator] = [
    "Flatten": ONNXOperator(inputs: 1...1, attributes: ["axis"], flatten),
    "Reshape": ONNXOperator(inputs: 2...2, attributes: ["allowzero"], reshape),
    "Squeeze": ONNXOperator(inputs: 1...2, attributes: ["axes"], squeeze),
    "Unsqueeze": ONNXOperator(inputs: 1...2, attributes: ["axes"], unsqueeze),
    "Transpose": ONNXOperator(inputs: 1...1, attributes: ["perm"], transpose),
    "Concat": ONNXOperator(inputs: 1...Int.max, attributes: ["axis"], concat),
    "Identity": ONNXOperator(inputs: 1...1) { (node, builder) throws(NodeProblem) in
      try builder.add(.identity, [try node.input(0)], for: node)
    },
    "Dropout": ONNXOperator(
      inputs: 1...3, attributes: ["is_test", "ratio", "seed"], dropout),
  ]

  private static func flatten(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let shape = builder.shape(x)
    // The axis may also be the rank: then everything becomes one column.
    let stated = try node.integer("axis", default: 1)
    let axis = stated == shape.count ? stated : try normalized(stated, rank: shape.count)
    let matrix = [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
    return try builder.add(.reshape(matrix), [x], for: node)
  }

  private static func reshape(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    guard let wanted = try node.integers(input: 1, "the shape", builder) else {
      throw NodeProblem("the shape is missing; export the model again")
    }
    let shape = try resolved(
      wanted, of: builder.type(x), zeroCopies: try !node.flag("allowzero"))
    return try builder.add(.reshape(shape), [x], for: node)
  }

  /// Replaces a 0 by the input's size of the same axis and a −1 by what is left.
  private static func resolved(
    _ wanted: [Int], of type: TensorType, zeroCopies: Bool
  ) throws(NodeProblem) -> [Int] {
    var shape = wanted
    for (axis, size) in wanted.enumerated() where size == 0 && zeroCopies {
      guard axis < type.shape.count else {
        throw NodeProblem("the shape \(wanted) copies axis \(axis) of \(type.shape)")
      }
      shape[axis] = type.shape[axis]
    }
    guard let free = shape.firstIndex(of: -1) else { return shape }
    shape[free] = 1
    let known = TensorType(type.elementType, shape)
    guard known.isWithinLimits, known.count > 0, type.count.isMultiple(of: known.count) else {
      throw NodeProblem("shape \(type.shape) does not reshape to \(wanted)")
    }
    shape[free] = type.count / known.count
    return shape
  }

  private static func squeeze(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let shape = builder.shape(x)
    var axes = shape.indices.filter { shape[$0] == 1 }
    if let stated = try node.integers(attribute: "axes", orInput: 1, since: 13, builder) {
      axes = try normalized(stated, rank: shape.count)
    }
    guard axes.allSatisfy({ shape[$0] == 1 }) else {
      throw NodeProblem("the axes \(axes) of shape \(shape) are not all of size 1")
    }
    let squeezed = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    return try builder.add(.reshape(squeezed), [x], for: node)
  }

  private static func unsqueeze(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    guard let stated = try node.integers(attribute: "axes", orInput: 1, since: 13, builder) else {
      throw NodeProblem("the axes are missing; export the model again")
    }
    var shape = builder.shape(x)
    guard stated.count <= Limits.maximumRank else {
      throw NodeProblem("\(stated.count) axes; at most \(Limits.maximumRank) are supported")
    }
    for axis in try normalized(stated, rank: shape.count + stated.count).sorted() {
      shape.insert(1, at: axis)
    }
    return try builder.add(.reshape(shape), [x], for: node)
  }

  private static func transpose(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let reversed = Array(builder.shape(x).indices.reversed())
    let permutation = try node.integers("perm") ?? reversed
    return try builder.add(.transpose(permutation: permutation), [x], for: node)
  }

  private static func concat(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    var inputs: [Graph.ValueID] = []
    for index in node.inputs.indices { inputs.append(try node.input(index)) }
    guard let stated = try node.integer("axis") else {
      throw NodeProblem("the attribute 'axis' is missing; export the model again")
    }
    let axis = try normalized(stated, rank: builder.shape(inputs[0]).count)
    return try builder.add(.concat(axis: axis), inputs, for: node)
  }

  /// The identity; the mask is all ones.
  private static func dropout(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let isTraining =
      node.opset >= 12
      ? try node.scalar(2, "the training mode", builder) ?? 0 != 0
      : node.opset < 7 ? try !node.flag("is_test") : false
    if isTraining {
      let ratio =
        node.opset >= 12
        ? try node.scalar(1, "the ratio", builder) ?? 0.5
        : Double(try node.float("ratio", default: 0.5))
      guard ratio == 0 else {
        throw NodeProblem("training mode is not supported; export the model for inference")
      }
    }
    let y = try builder.add(.identity, [x], for: node)
    guard node.needs(output: 1) else { return y }
    guard node.opset >= 10 else {
      throw NodeProblem("the mask is not supported before opset 10; remove what reads it")
    }
    let type = TensorType(.bool, builder.shape(x))
    try builder.spend(type, limit: ONNXLimits.maximumFoldedCount)
    let mask = Tensor(type: type, storage: .integer([Int64](repeating: 1, count: type.count)))
    return [y[0], builder.addConstant("\(node.name)/mask", mask)]
  }
}
