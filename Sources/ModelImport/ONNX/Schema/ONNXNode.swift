/// `NodeProto`: one operator applied to named values.
struct ONNXNode {
  var name = ""
  var operatorType = ""
  var domain = ""
  /// An empty name stands for an optional input that is absent.
  var inputs: [String] = []
  /// An empty name stands for an optional output that nobody wants.
  var outputs: [String] = []
  var attributes: [ONNXAttribute] = []

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    while let field = try reader.nextField() {
      switch field.number {
      case 1: inputs.append(try reader.string(field))
      case 2: outputs.append(try reader.string(field))
      case 3: name = try reader.string(field)
      case 4: operatorType = try reader.string(field)
      case 5:
        let count = attributes.count
        attributes.append(
          try ONNXAttribute(
            try reader.message(field, after: count, limit: ONNXLimits.maximumAttributeCount)))
      case 7: domain = try reader.string(field)
      default: try reader.skip(field)
      }
    }
    if domain == "ai.onnx" { domain = "" }
  }

  init(
    _ operatorType: String, name: String, inputs: [String], outputs: [String],
    attributes: [ONNXAttribute]
  ) {
    self.operatorType = operatorType
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }

  func write(to writer: inout WireWriter) {
    for input in inputs { writer.string(1, input) }
    for output in outputs { writer.string(2, output) }
    writer.string(3, name)
    writer.string(4, operatorType)
    for attribute in attributes { writer.message(5, attribute.write) }
  }
}
