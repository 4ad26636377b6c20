internal import Foundation

/// Writes the fields of one protobuf message, those of ONNX.
struct WireWriter {
  private(set) var data = Data()

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      data.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    data.append(UInt8(rest))
  }

  mutating func integer(_ field: UInt64, _ value: Int64) {
    varint(field << 3)
    varint(UInt64(bitPattern: value))
  }

  mutating func float(_ field: UInt64, _ value: Float) {
    varint(field << 3 | 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }

  mutating func bytes(_ field: UInt64, _ value: Data) {
    varint(field << 3 | 2)
    varint(UInt64(value.count))
    data.append(value)
  }

  mutating func string(_ field: UInt64, _ value: String) { bytes(field, Data(value.utf8)) }

  /// A nested message.
  mutating func message(_ field: UInt64, _ fill: (inout WireWriter) -> Void) {
    var nested = WireWriter()
    fill(&nested)
    bytes(field, nested.data)
  }

  /// A list of integers in one field.
  mutating func packed(_ field: UInt64, _ values: [Int64]) {
    var nested = WireWriter()
    for value in values { nested.varint(UInt64(bitPattern: value)) }
    bytes(field, nested.data)
  }

  /// The elements one after the other in little-endian order.
  mutating func packed<Element>(_ field: UInt64, fixed values: [Element]) {
    bytes(field, values.withUnsafeBytes { Data($0) })
  }
}
