import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  mutating func lowerTranspose(_ node: Graph.Node, _ permutation: [Int]) throws(LoweringError) {
    let input = type(node.inputs[0])
    // Axes of size 1 have no order, so a transposition of the others alone may be none at all.
    let moved = permutation.filter { input.shape[$0] != 1 }
    if moved == moved.sorted() {
      alias(node.outputs[0], to: node.inputs[0])
      return
    }
    describeLayer(
      kind: "transpose",
      detail: "\(shapeText(input.shape))→\(shapeText(shape(node.outputs[0])))")
    let source = place(of: node.inputs[0])
    try emitPermute(of: source, input, permutation, to: define(node.outputs[0]))
  }

  /// Appends a transposition: output axis a is input axis `permutation[a]`.
  mutating func emitPermute(
    of source: Program.Operand, _ type: TensorType, _ permutation: [Int],
    to output: Program.Operand
  ) throws(LoweringError) {
    let strides = denseStrides(of: type.shape)
    let axes = StridedAxes(
      merging: permutation.map { type.shape[$0] }, strides: [permutation.map { strides[$0] }])
    var attributes = PermuteAttributes()
    attributes.rank = axes.sizes.count
    attributes.sizes = InlineArray(axes.sizes)
    attributes.strides = InlineArray(axes.strides[0])
    try emit(attributes, [source], to: output, elementType: type.elementType)
  }

  /// Each input is copied into its part of every row of the output.
  mutating func lowerConcat(_ node: Graph.Node, axis: Int) throws(LoweringError) {
    let output = type(node.outputs[0])
    let inputs = node.inputs.filter { type($0).count > 0 }
    if inputs.count == 1 {
      alias(node.outputs[0], to: inputs[0])
      return
    }
    let inner = output.shape[(axis + 1)...].reduce(output.elementType.byteCount, *)
    let sources = inputs.map { place(of: $0) }
    guard case .buffer(let buffer, _, _) = define(node.outputs[0]) else { return }
    describeLayer(
      kind: "concat",
      detail: inputs.map { shapeText(shape($0)) }.joined(separator: ", ") + " axis \(axis)")
    var attributes = CopyAttributes()
    attributes.outer = output.shape[..<axis].reduce(1, *)
    attributes.destinationStride = inner * output.shape[axis]
    var offset = 0
    for (input, source) in zip(inputs, sources) {
      attributes.run = inner * shape(input)[axis]
      attributes.sourceStride = attributes.run
      // From the first byte of the first run to the last byte of the last.
      let extent = (attributes.outer - 1) * attributes.destinationStride + attributes.run
      try emit(
        attributes, [source], to: .buffer(buffer, offset: offset, byteCount: extent),
        elementType: output.elementType)
      offset += attributes.run
    }
  }

  /// Appends a copy of a whole place.
  mutating func emitCopy(
    of source: Program.Operand, to output: Program.Operand
  ) throws(LoweringError) {
    if source.byteCount == 0 { return }
    var attributes = CopyAttributes()
    attributes.outer = 1
    attributes.run = source.byteCount
    attributes.sourceStride = source.byteCount
    attributes.destinationStride = source.byteCount
    try emit(attributes, [source], to: output)
  }
}
