import HandcarFormat

/// How one element lies in an array file, little-endian. The two half-precision types widen to Float32 when read.
enum StoredScalar: CaseIterable, Sendable {
  case float16, bfloat16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case bool

  /// The type of the elements once they are read.
  var elementType: ElementType {
    switch self {
    case .float16, .bfloat16, .float32: .float32
    case .float64: .float64
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    case .uint16: .uint16
    case .uint32: .uint32
    case .uint64: .uint64
    case .bool: .bool
    }
  }

  /// Bytes of one element in the file.
  var byteCount: Int {
    switch self {
    case .float16, .bfloat16: 2
    default: elementType.byteCount
    }
  }

  /// The code in a NumPy `descr`, without its byte-order mark; nil for the type that NumPy lacks.
  var numPyCode: String? {
    switch self {
    case .float16: "f2"
    case .bfloat16: nil
    case .float32: "f4"
    case .float64: "f8"
    case .int8: "i1"
    case .int16: "i2"
    case .int32: "i4"
    case .int64: "i8"
    case .uint8: "u1"
    case .uint16: "u2"
    case .uint32: "u4"
    case .uint64: "u8"
    case .bool: "b1"
    }
  }

  /// The `dtype` of a safetensors header.
  var safeTensorsCode: String {
    switch self {
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .uint8: "U8"
    case .uint16: "U16"
    case .uint32: "U32"
    case .uint64: "U64"
    case .bool: "BOOL"
    }
  }

  /// The scalar that stores an element type as it is.
  init(_ elementType: ElementType) {
    self =
      switch elementType {
      case .float32: .float32
      case .float64: .float64
      case .int8: .int8
      case .int16: .int16
      case .int32: .int32
      case .int64: .int64
      case .uint8: .uint8
      case .uint16: .uint16
      case .uint32: .uint32
      case .uint64: .uint64
      case .bool: .bool
      }
  }
}
