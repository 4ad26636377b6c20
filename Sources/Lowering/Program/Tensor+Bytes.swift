import HandcarFormat
import ModelGraph

extension Tensor {
  /// The elements as they lie in a file, in the tensor's element type.
  var littleEndianBytes: [UInt8] {
    switch elementType {
    case .float32: floats.withUnsafeBytes { Array($0) }
    case .float64: doubles.withUnsafeBytes { Array($0) }
    case .uint8, .int8, .bool: integerBytes(UInt8.self)
    case .uint16, .int16: integerBytes(UInt16.self)
    case .uint32, .int32: integerBytes(UInt32.self)
    case .uint64, .int64: integerBytes(UInt64.self)
    }
  }

  private func integerBytes<T: FixedWidthInteger>(_ type: T.Type) -> [UInt8] {
    let elements = (integers ?? doubles.map { Int64($0) }).map { T(truncatingIfNeeded: $0) }
    return elements.withUnsafeBytes { Array($0) }
  }
}
