import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  mutating func lowerPool(_ node: Graph.Node, _ pool: Pool) throws(LoweringError) {
    let input = shape(node.inputs[0])
    let output = shape(node.outputs[0])
    let elementType = type(node.inputs[0]).elementType
    var attributes = PoolAttributes()
    attributes.pool =
      switch pool.kind {
      case .maximum: .maximum
      case .average(includesPadding: false): .average
      case .average(includesPadding: true): .averageIncludingPadding
      }
    attributes.planes = input.prefix(2).reduce(1, *)
    attributes.input = spatial(Array(input.dropFirst(2)), missing: 1)
    attributes.output = spatial(Array(output.dropFirst(2)), missing: 1)
    attributes.kernel = spatial(pool.kernel, missing: 1)
    attributes.stride = spatial(pool.strides, missing: 1)
    attributes.dilation = spatial(pool.dilations, missing: 1)
    attributes.paddingBefore = spatial(pool.paddingBefore, missing: 0)
    attributes.paddingAfter = spatial(pool.paddingAfter, missing: 0)
    attributes.columnMajorIndices = pool.columnMajorIndices
    describeLayer(
      kind: pool.kind == .maximum ? "max pool" : "average pool",
      detail: "\(shapeText(Array(input.dropFirst())))→\(shapeText(Array(output.dropFirst())))"
        + " kernel \(shapeText(pool.kernel))")
    let source = place(of: node.inputs[0])
    let destination = define(node.outputs[0])
    let indices = node.outputs.count > 1 ? define(node.outputs[1]) : .absent
    try emit(attributes, [source], auxiliary: indices, to: destination, elementType: elementType)
  }

  /// Three entries, the given ones last.
  private func spatial(_ list: [Int], missing: Int) -> InlineArray<3, Int> {
    InlineArray(Array(repeating: missing, count: 3 - list.count) + list)
  }
}
