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

  /// An attribute of one kind; the value is set afterwards.
  private init(_ name: String, _ kind: ONNXAttributeKind) {
    self.name = name
    self.kind = kind
  }

  static func integer(_ name: String, _ value: Int) -> ONNXAttribute {
    var attribute = ONNXAttribute(name, .integer)
    attribute.integer = Int64(value)
    return attribute
  }

  static func integers(_ name: String, _ values: [Int]) -> ONNXAttribute {
    var attribute = ONNXAttribute(name, .integers)
    attribute.integers = values.map { Int64($0) }
    return attribute
  }

  static func float(_ name: String, _ value: Double) -> ONNXAttribute {
    var attribute = ONNXAttribute(name, .float)
    attribute.float = Float(value)
    return attribute
  }

  static func string(_ name: String, _ value: String) -> ONNXAttribute {
    var attribute = ONNXAttribute(name, .string)
    attribute.string = value
    return attribute
  }

  /// Writes an attribute that one of these has made.
  func write(to writer: inout WireWriter) {
    writer.string(1, name)
    switch kind {
    case .float: writer.float(2, float)
    case .integer: writer.integer(3, integer)
    case .string: writer.string(4, string)
    case .integers: writer.packed(8, integers)
    case .floats, .tensor, .other, nil: return
    }
    writer.integer(20, kind?.rawValue ?? 0)
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
