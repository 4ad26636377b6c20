internal import HandcarFormat
internal import ModelGraph

/// How each operation is said in ONNX. Fused activations are nodes of their own by now.
extension ONNXExporter {
  mutating func add(_ node: Graph.Node, _ name: String) throws(NodeProblem) {
    let output = value(node.outputs[0])
    func emitSimple(_ operatorType: String, _ attributes: [ONNXAttribute] = []) {
      let inputs = node.inputs.map { value($0) }
      emit(operatorType, inputs, [output], name: name, attributes)
    }
    switch node.operation {
    case .linear: addLinear(node, name)
    case .ttLinear(let shape, _): addTensorTrain(node, name, shape)
    case .matrixProduct: emitSimple("MatMul")
    case .binary(.add, _): emitSimple("Add")
    case .binary(.subtract, _): emitSimple("Sub")
    case .binary(.multiply, _): emitSimple("Mul")
    case .binary(.divide, _): emitSimple("Div")
    case .convolution(let convolution): emitSimple("Conv", attributes(of: convolution))
    case .batchNormalization(let epsilon):
      emitSimple("BatchNormalization", [.float("epsilon", epsilon)])
    case .activation(.relu): emitSimple("Relu")
    case .activation(.leakyRelu(let slope)): emitSimple("LeakyRelu", [.float("alpha", slope)])
    case .activation(.sigmoid): emitSimple("Sigmoid")
    case .activation(.tanh): emitSimple("Tanh")
    case .activation(.clip(let low, let high)): try addClip(node, name, low, high)
    case .softmax(let axis): emitSimple("Softmax", [.integer("axis", axis)])
    case .pool(let pool): try addPool(node, name, pool)
    case .reduceMean(let axes, let keepsAxes): addMean(node, name, axes, keepsAxes)
    case .reshape(let shape):
      let target = helper(target(shape, of: node.outputs[0]), name + ".shape")
      let attributes: [ONNXAttribute] = shape.contains(0) ? [.integer("allowzero", 1)] : []
      emit("Reshape", [value(node.inputs[0]), target], [output], name: name, attributes)
    case .transpose(let permutation):
      emitSimple("Transpose", [.integers("perm", permutation)])
    case .concat(let axis): emitSimple("Concat", [.integer("axis", axis)])
    case .pad(let padding): try addPadding(node, name, padding)
    case .identity: emitSimple("Identity")
    }
  }

  /// `Gemm` for matrices; otherwise `MatMul` with the transposed weight, and `Add`.
  private mutating func addLinear(_ node: Graph.Node, _ name: String) {
    let inputs = node.inputs.map { value($0) }
    let output = value(node.outputs[0])
    guard graph[node.inputs[0]].type.shape.count != 2 else {
      emit("Gemm", inputs, [output], name: name, [.integer("transB", 1)])
      return
    }
    let weight = emitPart(
      "Transpose", [inputs[1]], name: name + ".weight.transposed", [.integers("perm", [1, 0])])
    guard inputs.count > 2 else {
      emit("MatMul", [inputs[0], weight], [output], name: name)
      return
    }
    let product = unusedValueName(name + ".product")
    emit("MatMul", [inputs[0], weight], [product], name: name)
    emitPart("Add", [product, inputs[2]], output, name: name + ".sum")
  }

  private mutating func addMean(
    _ node: Graph.Node, _ name: String, _ axes: [Int], _ keepsAxes: Bool
  ) {
    let (input, output) = (value(node.inputs[0]), value(node.outputs[0]))
    guard !axes.isEmpty else {
      // For ONNX no axes are all axes.
      emit("Identity", [input], [output], name: name)
      return
    }
    let keeps = ONNXAttribute.integer("keepdims", keepsAxes ? 1 : 0)
    if opset < 18 {
      emit("ReduceMean", [input], [output], name: name, [.integers("axes", axes), keeps])
    } else {
      emit("ReduceMean", [input, helper(axes, name + ".axes")], [output], name: name, [keeps])
    }
  }

  private mutating func addClip(
    _ node: Graph.Node, _ name: String, _ low: Double, _ high: Double
  ) throws(NodeProblem) {
    let (input, output) = (value(node.inputs[0]), value(node.outputs[0]))
    guard low > -.infinity || high < .infinity else {
      emit("Identity", [input], [output], name: name)
      return
    }
    let elementType = graph[node.inputs[0]].type.elementType
    var inputs = [input, "", ""]
    if low > -.infinity { inputs[1] = helper(try scalar(low, elementType), name + ".low") }
    if high < .infinity { inputs[2] = helper(try scalar(high, elementType), name + ".high") }
    if inputs[2].isEmpty { inputs.removeLast() }
    emit("Clip", inputs, [output], name: name)
  }

  private mutating func addPadding(
    _ node: Graph.Node, _ name: String, _ padding: Padding
  ) throws(NodeProblem) {
    var inputs = [value(node.inputs[0]), helper(padding.before + padding.after, name + ".pads")]
    let mode: String
    switch padding.mode {
    case .constant(let number):
      mode = "constant"
      let tensor = try scalar(number, graph[node.inputs[0]].type.elementType)
      inputs.append(helper(tensor, name + ".value"))
    case .reflect: mode = "reflect"
    case .edge: mode = "edge"
    case .wrap: mode = "wrap"
    }
    emit("Pad", inputs, [value(node.outputs[0])], name: name, [.string("mode", mode)])
  }

  /// A number as a tensor without axes, of the type of the values that it is for.
  private func scalar(
    _ number: Double, _ elementType: ElementType
  ) throws(NodeProblem) -> Tensor {
    guard elementType.isInteger else { return Tensor([Float(number)], shape: []) }
    guard let integer = Int64(exactly: number), elementType.wrapping(integer) == integer else {
      throw NodeProblem("ONNX cannot say \(number) for values of type \(elementType)")
    }
    return Tensor(integers: [integer], shape: [], elementType: elementType)
  }
}
