import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  /// A batch normalization that could not be folded into a layer before it.
  mutating func lowerNormalization(_ node: Graph.Node, epsilon: Double) throws(LoweringError) {
    try requireFloat32(node, "a batch normalization")
    let sizes = shape(node.inputs[0])
    var attributes = NormalizeAttributes()
    attributes.outer = sizes[0]
    attributes.channels = sizes.count > 1 ? sizes[1] : 1
    attributes.inner = sizes.dropFirst(2).reduce(1, *)
    describeLayer(kind: "batch normalization", detail: shapeText(sizes))
    let inputs = node.inputs.map { place(of: $0) }
    try emit(attributes, inputs, to: define(node.outputs[0]), epsilon: Float(epsilon))
  }
}
