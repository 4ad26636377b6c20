internal import HandcarFormat
internal import ModelGraph

/// Pad.
extension ONNXOperator {
  static let padding: [String: ONNXOperator] = [
    "Pad": ONNXOperator(inputs: 1...4, attributes: ["mode", "pads", "value"], pad)
  ]

  /// Amounts and value are attributes before opset 11, inputs from then on.
  private static func pad(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let rank = builder.shape(x).count
    guard let pads = try node.integers(attribute: "pads", orInput: 1, since: 11, builder) else {
      throw NodeProblem("the amounts are missing; export the model again")
    }
    var axes = Array(0..<rank)
    if node.opset >= 18, let stated = try node.integers(input: 3, "'axes'", builder) {
      axes = try normalized(stated, rank: rank)
    }
    guard pads.count == 2 * axes.count,
      pads.allSatisfy({ -Limits.maximumDimension...Limits.maximumDimension ~= $0 })
    else { throw NodeProblem("pads \(pads) do not suit the axes \(axes)") }
    var padding = Padding(
      before: [Int](repeating: 0, count: rank), after: [Int](repeating: 0, count: rank),
      mode: try mode(node, builder))
    for (index, axis) in axes.enumerated() {
      padding.before[axis] = pads[index]
      padding.after[axis] = pads[axes.count + index]
    }
    return try builder.add(.pad(padding), [x], for: node)
  }

  private static func mode(
    _ node: BoundNode, _ builder: GraphBuilder
  ) throws(NodeProblem) -> Padding.Mode {
    switch try node.string("mode", default: "constant") {
    case "constant":
      let value =
        node.opset < 11
        ? Double(try node.float("value", default: 0)) : try node.scalar(2, "the value", builder)
      return .constant(value ?? 0)
    case "reflect": return .reflect
    case "edge": return .edge
    case "wrap": return .wrap
    case let other: throw NodeProblem("mode '\(other)' is not supported")
    }
  }
}
