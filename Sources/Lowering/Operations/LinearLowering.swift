import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  /// A linear layer is one contraction with Q = 1: every row of x `(…, N)` is a batch of its own, and vectors run
  /// along the outputs.
  mutating func lowerLinear(
    _ node: Graph.Node, _ activation: Activation?
  ) throws(LoweringError) {
    try requireFloat32(node, "a linear layer")
    let weights = node.inputs[1]
    let rows = shape(weights)[0]
    let depth = shape(weights)[1]
    var attributes = ContractionAttributes()
    attributes.batch = shape(node.inputs[0]).dropLast().reduce(1, *)
    attributes.depth = depth
    attributes.rows = rows
    attributes.columns = 1
    attributes.biasMode = node.inputs.count > 2 ? .perRow : .none

    let matrix: Program.Operand
    if let constant = graph[weights].constant {
      attributes.layout = .panels
      matrix = parameter(MatrixPacking.panels(constant.floats, rows: rows, depth: depth))
    } else {
      attributes.layout = .rowMajor
      matrix = place(of: weights)
    }
    let bias = node.inputs.count > 2 ? place(of: node.inputs[2]) : .absent
    describeLayer(
      kind: "linear", detail: "\(depth)→\(rows)" + suffix(activation),
      multiplyAdds: attributes.batch * rows * depth)
    try emit(
      attributes, [place(of: node.inputs[0]), matrix, bias], to: define(node.outputs[0]),
      activation: activation)
  }

  /// How a fused activation appears in a layer's detail.
  func suffix(_ activation: Activation?) -> String { activation.map { ", " + $0.label } ?? "" }
}
