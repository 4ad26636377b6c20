/// `ValueInfoProto`: the name and type of a value.
struct ONNXValueInfo {
  var name = ""
  /// nil for sequences, maps, optionals and sparse tensors.
  var tensorType: ONNXTensorType?

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    while let field = try reader.nextField() {
      switch field.number {
      case 1: name = try reader.string(field)
      case 2: tensorType = try Self.tensorType(try reader.message(field))
      default: try reader.skip(field)
      }
    }
  }

  init(name: String, _ type: ONNXTensorType) {
    self.name = name
    tensorType = type
  }

  func write(to writer: inout WireWriter) {
    writer.string(1, name)
    guard let tensorType else { return }
    writer.message(2) { $0.message(1, tensorType.write) }
  }

  /// The tensor alternative of a `TypeProto`.
  private static func tensorType(_ message: WireReader) throws(WireError) -> ONNXTensorType? {
    var reader = message
    var type: ONNXTensorType?
    while let field = try reader.nextField() {
      if field.number == 1 {
        type = try ONNXTensorType(try reader.message(field))
      } else {
        try reader.skip(field)
      }
    }
    return type
  }
}

/// `TypeProto.Tensor`
struct ONNXTensorType {
  var dataType: ONNXDataType = .undefined
  /// nil when even the rank is unknown.
  var shape: [ONNXDimension]?

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    while let field = try reader.nextField() {
      switch field.number {
      case 1: dataType = ONNXDataType(rawValue: try reader.int64(field))
      case 2: shape = try Self.dimensions(try reader.message(field))
      default: try reader.skip(field)
      }
    }
  }

  init(_ dataType: ONNXDataType, _ shape: [ONNXDimension]) {
    self.dataType = dataType
    self.shape = shape
  }

  func write(to writer: inout WireWriter) {
    writer.integer(1, dataType.rawValue)
    guard let shape else { return }
    writer.message(2) { list in
      for dimension in shape { list.message(1, dimension.write) }
    }
  }

  /// The dimensions of a `TensorShapeProto`.
  private static func dimensions(_ message: WireReader) throws(WireError) -> [ONNXDimension] {
    var reader = message
    var dimensions: [ONNXDimension] = []
    while let field = try reader.nextField() {
      if field.number == 1 {
        dimensions.append(try ONNXDimension.read(try reader.message(field)))
      } else {
        try reader.skip(field)
      }
    }
    return dimensions
  }
}

/// `TensorShapeProto.Dimension`
enum ONNXDimension: Equatable {
  case size(Int64)
  case symbol(String)
  case unknown

  static func read(_ message: WireReader) throws(WireError) -> ONNXDimension {
    var reader = message
    var dimension = ONNXDimension.unknown
    while let field = try reader.nextField() {
      switch field.number {
      case 1:
        // Some exporters write −1 for "unknown".
        let size = try reader.int64(field)
        dimension = size < 0 ? .unknown : .size(size)
      case 2:
        let name = try reader.string(field)
        dimension = name.isEmpty ? .unknown : .symbol(name)
      default: try reader.skip(field)
      }
    }
    return dimension
  }

  func write(to writer: inout WireWriter) {
    switch self {
    case .size(let size): writer.integer(1, size)
    case .symbol(let name): writer.string(2, name)
    case .unknown: break
    }
  }
}
