internal import Foundation

/// `ModelProto`: a graph and the operator sets that its nodes belong to. Metadata is not kept.
struct ONNXModel {
  var producer = ""
  /// Version by domain; the ONNX operators have the domain "".
  var opsets: [String: Int] = [:]
  var graph: ONNXGraph?

  init(_ data: Data) throws(WireError) {
    var reader = WireReader(data)
    while let field = try reader.nextField() {
      switch field.number {
      case 2: producer = try reader.string(field)
      case 7: graph = try ONNXGraph(try reader.message(field))
      case 8:
        let set = try ONNXOperatorSet(try reader.message(field))
        opsets[set.domain == "ai.onnx" ? "" : set.domain] = set.version
      default: try reader.skip(field)
      }
    }
  }
}

/// `OperatorSetIdProto`
struct ONNXOperatorSet {
  var domain = ""
  var version = 1

  init(_ message: WireReader) throws(WireError) {
    var reader = message
    while let field = try reader.nextField() {
      switch field.number {
      case 1: domain = try reader.string(field)
      case 2: version = Int(try reader.int64(field))
      default: try reader.skip(field)
      }
    }
  }
}
