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

  init(name: String) { self.name = name }

  func write(to writer: inout WireWriter) {
    for node in nodes { writer.message(1, node.write) }
    writer.string(2, name)
    for tensor in initializers { writer.message(5, tensor.write) }
    for input in inputs { writer.message(11, input.write) }
    for output in outputs { writer.message(12, output.write) }
    for value in values { writer.message(13, value.write) }
  }
}
