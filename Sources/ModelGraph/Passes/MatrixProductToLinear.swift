import HandcarFormat

extension Pass {
  /// Turns a product with a constant matrix on the right into a linear layer, `x · B = x · (Bᵀ)ᵀ`.
  public static let matrixProductToLinear = Pass(name: "matrix products to linear layers") {
    editor in
    for index in editor.nodeIndices {
      let node = editor.node(index)
      guard case .matrixProduct = node.operation, let right = editor.constant(node.inputs[1]),
        right.shape.count == 2, !right.elementType.isInteger
      else { continue }
      let type = TensorType(right.elementType, [right.shape[1], right.shape[0]])
      let transposed = NodeEvaluation(inputs: [right.widened], resultTypes: [type])
        .transpose([1, 0]).narrowed
      let weight = editor.addConstant(editor.graph[node.inputs[1]].name, transposed)
      editor.rewrite(index, .linear(activation: nil), inputs: [node.inputs[0], weight])
    }
  }
}
