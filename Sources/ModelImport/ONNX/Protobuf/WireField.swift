/// How a protobuf field's value is stored. Groups (3 and 4) are deprecated and no ONNX message has one.
enum WireType: UInt8 {
  case varint = 0
  case fixed64 = 1
  case bytes = 2
  case fixed32 = 5
}

/// The key in front of a value.
struct WireField {
  let number: Int
  let type: WireType
}

/// Why bytes are not a protobuf message.
struct WireError: Error {
  /// One clause that starts with the offset in the file.
  let description: String

  init(at offset: Int, _ problem: String) { description = "byte \(offset): \(problem)" }
}
