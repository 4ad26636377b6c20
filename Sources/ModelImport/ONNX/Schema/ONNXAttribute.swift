/// `AttributeProto`: a named parameter of a node. Subgraphs, sparse tensors and types are left unread: no
/// operator that we import has one.
struct ONNXAttribute {
  var name = ""
  /// The kind that the file states; older files leave it out, then the one field that is set tells it.
  var kind: ONNXAttributeKind?
  var float: Float = 0
  var integer: Int64 = 0
  var string = ""
  /// At most one; a list, so that an attribute without a tensor stays small.
  var tensors: [ONNXTensor] = []
  var floats: [Float] = []
  var integers: [Int64] = []

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    var stated: ONNXAttributeKind?
    while let field = try reader.nextField() {
      switch field.number {
      case 1: name = try reader.string(field)
      case 2:
        float = try reader.float(field)
        kind = .float
      case 3:
        integer = try reader.int64(field)
        kind = .integer
      case 4:
        string = try reader.string(field)
        kind = .string
      case 5:
        tensors = [try ONNXTensor(try reader.message(field))]
        kind = .tensor
      case 7:
        try reader.append(field, to: &floats)
        kind = .floats
      case 8:
        try reader.append(field, to: &integers)
        kind = .integers
      case 20: stated = ONNXAttributeKind(rawValue: try reader.int64(field)) ?? .other
      default: try reader.skip(field)
      }
    }
    kind = stated ?? kind
  }
}

/// `AttributeProto.AttributeType`, as far as we read it.
enum ONNXAttributeKind: Int64 {
  case other = 0
  case float = 1
  case integer = 2
  case string = 3
  case tensor = 4
  case floats = 6
  case integers = 7
}
