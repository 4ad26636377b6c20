import Foundation

/// Where a model came from and how it was made: the JSON text of the provenance section.
struct Provenance: Encodable {
  struct Tool: Encodable {
    var name = "handcar"
    var version: String
  }

  struct Source: Encodable {
    var name: String
    var sha256: String
  }

  struct Layer: Encodable {
    var name: String
    var kind: String
    var detail: String
    /// Why it is computed as it is; absent where there is no choice.
    var reason: String?
  }

  struct Memory: Encodable {
    var arenaBytes: Int
    var bytesWithoutReuse: Int
    var lowerBound: Int
  }

  var tool: Tool
  var source: Source?
  var options: [String: String]
  var memory: Memory
  var layers: [Layer]

  init(_ program: Program, _ plan: MemoryPlan, _ options: LoweringOptions) {
    tool = Tool(version: options.toolVersion)
    source = options.source.map { Source(name: $0.name, sha256: $0.sha256) }
    self.options = options.userOptions
    memory = Memory(
      arenaBytes: plan.arenaByteCount, bytesWithoutReuse: plan.byteCountWithoutReuse,
      lowerBound: plan.lowerBound)
    layers = program.layers.map {
      Layer(name: $0.name, kind: $0.kind, detail: $0.detail, reason: $0.reason)
    }
  }

  /// The text with sorted keys, so that equal input gives equal bytes, and a zero byte behind it.
  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0]
  }
}
