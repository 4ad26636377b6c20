internal import HandcarFormat

/// `TensorProto.DataType`: a number, because files may hold types that are newer than this code.
struct ONNXDataType: Hashable {
  let rawValue: Int64

  static let undefined = ONNXDataType(rawValue: 0)
  static let float16 = ONNXDataType(rawValue: 10)
  static let float64 = ONNXDataType(rawValue: 11)
  static let bfloat16 = ONNXDataType(rawValue: 16)

  private static let names = [
    "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool",
    "float16", "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn",
    "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1", "float8e8m0",
    "uint2", "int2", "float6e2m3", "float6e3m2",
  ]

  var name: String {
    rawValue >= 0 && rawValue < Self.names.count
      ? Self.names[Int(rawValue)] : "type number \(rawValue)"
  }

  /// The type of run-time values: nil for what the graph does not compute with, `float64` included.
  var valueType: ElementType? {
    guard self != .float64 else { return nil }
    return UInt8(exactly: rawValue).flatMap(ElementType.init(rawValue:))
  }

  /// The type under which a constant is kept: other floating-point types become `float32`.
  var constantType: ElementType? {
    self == .float64 || self == .float16 || self == .bfloat16 ? .float32 : valueType
  }

  /// How a constant's elements lie in the file; nil when constants of this type are not supported.
  var storedScalar: StoredScalar? {
    switch self {
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float64: .float64
    default: valueType.map(StoredScalar.init)
    }
  }
}
