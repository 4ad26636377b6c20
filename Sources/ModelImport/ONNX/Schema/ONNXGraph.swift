/// `GraphProto`: nodes in execution order, named tensors, and the types of inputs, outputs and some values.
struct ONNXGraph {
  var name = ""
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  /// Sparse initializers are only counted, to be refused.
  var sparseInitializerCount = 0
  var inputs: [ONNXValueInfo] = []
  var outputs: [ONNXValueInfo] = []
  var values: [ONNXValueInfo] = []

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    while let field = try reader.nextField() {
      switch field.number {
      case 1: nodes.append(try ONNXNode(try reader.message(field, after: nodes.count)))
      case 2: name = try reader.string(field)
      case 5:
        initializers.append(try ONNXTensor(try reader.message(field, after: initializers.count)))
      case 11: inputs.append(try ONNXValueInfo(try reader.message(field, after: inputs.count)))
      case 12: outputs.append(try ONNXValueInfo(try reader.message(field, after: outputs.count)))
      case 13: values.append(try ONNXValueInfo(try reader.message(field, after: values.count)))
      case 15:
        sparseInitializerCount += 1
        try reader.skip(field)
      default: try reader.skip(field)
      }
    }
  }
}
