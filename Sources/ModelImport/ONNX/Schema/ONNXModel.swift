internal import Foundation

/// `ModelProto`: a graph, the operator sets that its nodes belong to, and what else its maker wanted to say.
struct ONNXModel {
  var producer = ""
  /// Version by domain; the ONNX operators have the domain "".
  var opsets: [String: Int] = [:]
  var graph: ONNXGraph?
  /// `metadata_props`
  var metadata: [String: String] = [:]

  init(_ data: Data) throws(WireError) {
    var reader = WireReader(data)
    while let field = try reader.nextField() {
      switch field.number {
      case 2: producer = try reader.string(field)
      case 7: graph = try ONNXGraph(try reader.message(field))
      case 8:
        let set = try ONNXOperatorSet(try reader.message(field))
        opsets[set.domain == "ai.onnx" ? "" : set.domain] = set.version
      case 14:
        let entry = try ONNXStringEntry(try reader.message(field, after: metadata.count))
        metadata[entry.key] = entry.value
      default: try reader.skip(field)
      }
    }
  }

  init(producer: String, opset: Int, graph: ONNXGraph, metadata: [String: String]) {
    self.producer = producer
    self.graph = graph
    self.metadata = metadata
    opsets = ["": opset]
  }

  /// - Parameter version: the version of the format itself, `ir_version`.
  func write(to writer: inout WireWriter, version: Int64) {
    writer.integer(1, version)
    writer.string(2, producer)
    if let graph { writer.message(7, graph.write) }
    for (domain, opset) in opsets.sorted(by: { $0.key < $1.key }) {
      writer.message(8) { set in
        set.string(1, domain)
        set.integer(2, Int64(opset))
      }
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      writer.message(14) { entry in
        entry.string(1, key)
        entry.string(2, value)
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
