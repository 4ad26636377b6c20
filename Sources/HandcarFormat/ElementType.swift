/// The type of a tensor's elements. Raw values are those of ONNX `TensorProto.DataType`.
public enum ElementType: UInt8, Sendable {
  case float32 = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case bool = 9
  case float64 = 11
  case uint32 = 12
  case uint64 = 13

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .float32, .int32, .uint32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// Whether values are stored as integers (`bool` counts as one).
  public var isInteger: Bool { self != .float32 && self != .float64 }
}
