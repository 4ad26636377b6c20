internal import Foundation
internal import HandcarFormat
internal import ModelGraph

/// `TensorProto`: a constant, with its elements in `rawData`, in one of the typed lists or in another file.
struct ONNXTensor {
  var name = ""
  var dimensions: [Int64] = []
  var dataType: ONNXDataType = .undefined
  /// A slice of the file, not a copy.
  var rawData: Data?
  var floats: [Float] = []
  var doubles: [Double] = []
  /// `int32_data`, which also holds the smaller types and the bits of 16-bit floats.
  var int32s: [Int64] = []
  var int64s: [Int64] = []
  /// `uint64_data`, as bit patterns.
  var uint64s: [Int64] = []
  /// Keys `location`, `offset`, `length`.
  var externalData: [String: String] = [:]
  var isExternal = false
  var isSegment = false

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    while let field = try reader.nextField() {
      switch field.number {
      case 1: try reader.append(field, to: &dimensions)
      case 2: dataType = ONNXDataType(rawValue: try reader.int64(field))
      case 3:
        isSegment = true
        try reader.skip(field)
      case 4: try reader.append(field, to: &floats)
      case 5: try reader.append(field, to: &int32s)
      case 7: try reader.append(field, to: &int64s)
      case 8: name = try reader.string(field)
      case 9: rawData = try reader.bytes(field)
      case 10: try reader.append(field, to: &doubles)
      case 11: try reader.append(field, to: &uint64s)
      case 13:
        let entry = try ONNXStringEntry(try reader.message(field))
        externalData[entry.key] = entry.value
      case 14: isExternal = try reader.int64(field) == 1
      default: try reader.skip(field)
      }
    }
  }

  /// A tensor of the graph, its bytes as they are.
  init(name: String, _ tensor: Tensor) {
    self.name = name
    dimensions = tensor.shape.map { Int64($0) }
    dataType = ONNXDataType(rawValue: Int64(tensor.elementType.rawValue))
    rawData = StoredElements.bytes(of: tensor)
  }

  /// Writes a tensor whose elements are in `rawData`.
  func write(to writer: inout WireWriter) {
    writer.packed(1, dimensions)
    writer.integer(2, dataType.rawValue)
    writer.string(8, name)
    writer.bytes(9, rawData ?? Data())
  }
}

/// `StringStringEntryProto`
struct ONNXStringEntry {
  var key = ""
  var value = ""

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    while let field = try reader.nextField() {
      switch field.number {
      case 1: key = try reader.string(field)
      case 2: value = try reader.string(field)
      default: try reader.skip(field)
      }
    }
  }
}
