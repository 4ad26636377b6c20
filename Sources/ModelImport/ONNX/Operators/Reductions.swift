internal import ModelGraph

/// ReduceMean.
extension ONNXOperator {
  static let reductions: [String: ONNXOperator] = [
    "ReduceMean": ONNXOperator(
      inputs: 1...2, attributes: ["axes", "keepdims", "noop_with_empty_axes"], reduceMean)
  ]

  /// The axes are an attribute before opset 18, an optional input from then on; none means all.
  private static func reduceMean(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let rank = builder.shape(x).count
    let stated = try node.integers(attribute: "axes", orInput: 1, since: 18, builder) ?? []
    if stated.isEmpty, try node.flag("noop_with_empty_axes") {
      return try builder.add(.identity, [x], for: node)
    }
    let axes = stated.isEmpty ? Array(0..<rank) : try normalized(stated, rank: rank).sorted()
    let keepsAxes = try node.integer("keepdims", default: 1) != 0
    return try builder.add(.reduceMean(axes: axes, keepsAxes: keepsAxes), [x], for: node)
  }
}
