internal import ModelGraph
internal import TensorTrain

extension ONNXExporter {
  /// A tensor train as reshapes and products: the chain that `Pass.tensorTrainChains` turns back.
  ///
  /// The cores are arrays `NAME.core_0`, `NAME.core_1`… of the shapes `(r_{k−1}, m_k, n_k, r_k)`, the bias is
  /// `NAME.bias`. Nothing is transposed: with the state `[P][n_k·r_k][Q]` the product with core k, as a matrix
  /// `(r_{k−1}·m_k, n_k·r_k)`, lies as the next state needs it.
  mutating func addTensorTrain(_ node: Graph.Node, _ name: String, _ shape: TTShape) {
    noteTensorTrain(name, shape.description)
    let cores = (0..<shape.coreCount).map {
      value(node.inputs[1 + $0], preferred: "\(name).core_\($0)")
    }
    let bias =
      node.inputs.count > 1 + shape.coreCount
      ? value(node.inputs[1 + shape.coreCount], preferred: "\(name).bias") : nil
    let output = value(node.outputs[0])
    var state = value(node.inputs[0])
    var inner = 1
    for k in (0..<shape.coreCount).reversed() {
      let (rows, columns) = (
        shape.ranks[k] * shape.rowModes[k], shape.columnModes[k] * shape.ranks[k + 1]
      )
      let matrix = emitPart(
        "Reshape", [cores[k], helper([rows, columns], "\(name).core_\(k).matrix.shape")],
        name: "\(name).core_\(k).matrix")
      state = emitPart(
        "Reshape", [state, helper([-1, columns, inner], "\(name).state_\(k).shape")],
        name: "\(name).state_\(k)")
      state = emitPart("MatMul", [matrix, state], name: "\(name).product_\(k)")
      inner *= shape.rowModes[k]
    }
    let result = graph[node.outputs[0]].type.shape
    let target = helper(target(result, of: node.outputs[0]), "\(name).shape")
    // The last reshape has the layer's name, by which the layer is found again.
    let product = bias == nil ? output : unusedValueName("\(name).product")
    emit("Reshape", [state, target], [product], name: name)
    if let bias { emitPart("Add", [product, bias], output, name: "\(name).sum") }
  }
}
