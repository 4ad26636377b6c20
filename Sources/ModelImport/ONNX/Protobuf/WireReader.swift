internal import Foundation

/// Reads the fields of one protobuf message from bytes that may be memory-mapped.
///
/// Every read is checked against the end of the message with `length <= end - position`, so no number in the
/// file can move the reader outside. Nested messages are read by a reader of their own over a slice (nothing
/// is copied); there is no recursion here, so depth is bounded by the schema types that use it.
struct WireReader {
  private let data: Data
  private var position: Int
  private let end: Int

  init(_ data: Data) {
    self.data = data
    position = data.startIndex
    end = data.endIndex
  }

  /// The next field's key, or nil at the end of the message.
  mutating func nextField() throws(WireError) -> WireField? {
    guard position < end else { return nil }
    let start = position
    let key = try readVarint()
    guard let type = WireType(rawValue: UInt8(key & 7)) else {
      throw WireError(at: start, "wire type \(key & 7) does not occur in ONNX")
    }
    guard key >> 3 >= 1, key >> 3 < 1 << 29 else {
      throw WireError(at: start, "field number \(key >> 3) is out of range")
    }
    return WireField(number: Int(key >> 3), type: type)
  }

  /// Passes over the value of a field that the reader has no use for.
  mutating func skip(_ field: WireField) throws(WireError) {
    switch field.type {
    case .varint: _ = try readVarint()
    case .fixed64: _ = try take(8)
    case .bytes: _ = try takeBytes()
    case .fixed32: _ = try take(4)
    }
  }

  /// A length-delimited value, as a slice of the file.
  mutating func bytes(_ field: WireField) throws(WireError) -> Data {
    try require(field, .bytes)
    return try takeBytes()
  }

  mutating func string(_ field: WireField) throws(WireError) -> String {
    String(decoding: try bytes(field), as: UTF8.self)
  }

  /// A reader over a nested message.
  mutating func message(_ field: WireField) throws(WireError) -> WireReader {
    WireReader(try bytes(field))
  }

  /// A reader over a nested message of which there are `count` already. A message may take two bytes here and
  /// a hundred in memory, so their number is bounded.
  mutating func message(
    _ field: WireField, after count: Int, limit: Int = ONNXLimits.maximumCount
  ) throws(WireError) -> WireReader {
    guard count < limit else {
      throw WireError(at: position, "more than \(limit) messages in field \(field.number)")
    }
    return try message(field)
  }

  mutating func int64(_ field: WireField) throws(WireError) -> Int64 {
    try require(field, .varint)
    return Int64(bitPattern: try readVarint())
  }

  mutating func float(_ field: WireField) throws(WireError) -> Float {
    try require(field, .fixed32)
    return Float(bitPattern: try take(4).littleEndianValues(of: UInt32.self)[0])
  }

  /// Appends the elements of a repeated integer field, packed or not.
  mutating func append(_ field: WireField, to list: inout [Int64]) throws(WireError) {
    guard field.type == .bytes else {
      list.append(try int64(field))
      return
    }
    var packed = try message(field)
    // An element takes at least one byte, so the reservation is at most eight times the file's bytes.
    list.reserveCapacity(list.count + packed.end - packed.position)
    while packed.position < packed.end { list.append(Int64(bitPattern: try packed.readVarint())) }
  }

  /// Appends the elements of a repeated `float` field, packed or not.
  mutating func append(_ field: WireField, to list: inout [Float]) throws(WireError) {
    let bytes = try fixed(field, single: .fixed32, width: 4)
    list += bytes.littleEndianValues(of: UInt32.self).map(Float.init(bitPattern:))
  }

  /// Appends the elements of a repeated `double` field, packed or not.
  mutating func append(_ field: WireField, to list: inout [Double]) throws(WireError) {
    let bytes = try fixed(field, single: .fixed64, width: 8)
    list += bytes.littleEndianValues(of: UInt64.self).map(Double.init(bitPattern:))
  }

  private mutating func fixed(
    _ field: WireField, single: WireType, width: Int
  ) throws(WireError) -> Data {
    if field.type == single { return try take(width) }
    let start = position
    let packed = try bytes(field)
    guard packed.count.isMultiple(of: width) else {
      throw WireError(
        at: start, "\(packed.count) bytes do not hold whole elements of \(width) bytes")
    }
    return packed
  }

  private func require(_ field: WireField, _ type: WireType) throws(WireError) {
    guard field.type == type else {
      throw WireError(at: position, "field \(field.number) has wire type \(field.type)")
    }
  }

  private mutating func takeBytes() throws(WireError) -> Data {
    let start = position
    let length = try readVarint()
    guard length <= UInt64(end - position) else {
      throw WireError(
        at: start, "a length of \(length) in a message that has \(end - position) bytes left")
    }
    return try take(Int(length))
  }

  private mutating func take(_ count: Int) throws(WireError) -> Data {
    guard count <= end - position else {
      throw WireError(at: position, "the message ends inside a value of \(count) bytes")
    }
    defer { position += count }
    return data[position..<position + count]
  }

  private mutating func readVarint() throws(WireError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard position < end else { throw WireError(at: start, "the message ends inside a number") }
      let byte = UInt64(data[position])
      position += 1
      // The tenth byte holds the 64th bit alone.
      if shift == 63, byte > 1 { break }
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw WireError(at: start, "a number of more than 64 bits")
  }
}
