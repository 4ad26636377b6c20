import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  /// NumPy's `matmul`: a vector on the left is a row, one on the right a column, and leading axes broadcast.
  mutating func lowerMatrixProduct(_ node: Graph.Node) throws(LoweringError) {
    try requireFloat32(node, "a matrix product")
    let left = shape(node.inputs[0])
    let right = shape(node.inputs[1])
    let leftBatch = Array(left.dropLast(2))
    let rightBatch = Array(right.dropLast(2))
    // The axes of the output that are not part of a matrix.
    let batch = Array(
      shape(node.outputs[0]).dropLast((left.count > 1 ? 1 : 0) + (right.count > 1 ? 1 : 0)))
    let axes = StridedAxes(
      merging: batch,
      strides: [leftBatch, rightBatch].map { Broadcast.strides($0, in: batch) })
    var attributes = MatrixProductAttributes()
    attributes.rows = left.count > 1 ? left[left.count - 2] : 1
    attributes.columns = right.count > 1 ? right[right.count - 1] : 1
    attributes.depth = left[left.count - 1]
    attributes.rank = axes.sizes.count
    attributes.sizes = InlineArray(axes.sizes)
    attributes.leftStrides = InlineArray(axes.strides[0])
    attributes.rightStrides = InlineArray(axes.strides[1])
    describeLayer(
      kind: "matrix product", detail: "\(shapeText(left)), \(shapeText(right))",
      multiplyAdds: type(node.outputs[0]).count * attributes.depth)
    let inputs = [place(of: node.inputs[0]), place(of: node.inputs[1])]
    try emit(attributes, inputs, to: define(node.outputs[0]))
  }
}
