internal import ModelGraph

/// Add, Sub, Mul, Div.
extension ONNXOperator {
  static let arithmetic: [String: ONNXOperator] = [
    "Add": binary(.add), "Sub": binary(.subtract), "Mul": binary(.multiply),
    "Div": binary(.divide),
  ]

  private static func binary(_ operation: BinaryOperator) -> ONNXOperator {
    ONNXOperator(inputs: 2...2, attributes: ["axis", "broadcast"]) {
      (node, builder) throws(NodeProblem) in
      let left = try node.input(0)
      let right = try aligned(try node.input(1), with: left, node, &builder)
      return try builder.add(.binary(operation, activation: nil), [left, right], for: node)
    }
  }

  /// The right operand under a shape that broadcasts as NumPy does. Opset 6 instead lays it along the left
  /// operand's axes from `axis` on, or at the end without one.
  private static func aligned(
    _ right: Graph.ValueID, with left: Graph.ValueID, _ node: BoundNode,
    _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> Graph.ValueID {
    guard node.opset < 7, let axis = try node.integer("axis"), try node.flag("broadcast") else {
      return right
    }
    let shape = builder.shape(right)
    let rank = builder.shape(left).count
    let first = try normalized(axis, rank: rank)
    guard first + shape.count <= rank else {
      throw NodeProblem("axis \(axis) does not suit shapes \(builder.shape(left)) and \(shape)")
    }
    let trailing = [Int](repeating: 1, count: rank - first - shape.count)
    return try builder.add(.reshape(shape + trailing), [right], for: node, part: "aligned")[0]
  }
}
