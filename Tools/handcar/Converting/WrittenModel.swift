import Foundation
import HandcarHost
import Lowering
import ModelGraph

/// A network that was lowered and written as a `.hcar` file, which passes its own test vectors.
struct WrittenModel {
  /// The options that are recorded in the file: those that its content depends on.
  private static let recordedOptions = [
    "--batch", "--dense", "--rank", "--epsilon", "--layer", "--plan", "--cores", "--cores-layout",
    "--constant", "--ratio", "--max-size", "--max-latency", "--max-drop", "--calibration",
    "--labels", "--input-scale", "--input-offset", "--skip", "--limit", "--epochs", "--train",
    "--seed", "--board", "--contraction", "--max-growth", "--threads", "--max-memory", "--weights",
  ]

  let path: String
  let lowered: LoweredModel
  let selfTests: [SelfTest]
  /// Bytes of working memory that a session needs.
  let arenaSize: Int

  /// Lowers (what is not factorized is folded now), writes a hidden file beside the output, opens and
  /// tests it with the runtime, and renames it. Until all of that has succeeded, nothing lies at
  /// `path`.
  init(_ graph: Graph, of source: String, to path: String, _ arguments: Arguments) throws(Failure) {
    self.path = path
    lowered = try WrittenModel.lower(graph, of: source, arguments)
    let output = URL(fileURLWithPath: path)
    let name = ".\(output.lastPathComponent).\(UUID().uuidString)"
    let temporary = output.deletingLastPathComponent().appendingPathComponent(name).path
    defer { unlink(temporary) }
    do { try lowered.write(to: temporary) } catch {
      throw .outputNotWritten("cannot write '\(path)': \(error)")
    }
    let model = try openModel(temporary)
    arenaSize = model.arenaSize
    selfTests = try testVectorResults(model)
    if let failed = selfTests.first(where: { !$0.passed }) {
      throw .checkFailed(
        "the converted model fails its own test vector by \(failed.largestDifference); "
          + "'\(path)' is not written; please report this network")
    }
    guard rename(temporary, path) == 0 else {
      throw .outputNotWritten("cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
  }

  /// The bytes of the file, and what they were made from.
  static func lower(_ graph: Graph, of source: String, _ arguments: Arguments) throws(Failure)
    -> LoweredModel
  {
    var options = LoweringOptions()
    options.toolVersion = toolVersion
    options.board = try boardModel(arguments)
    options.planContraction = try contractionChoice(arguments)
    if let growth = try arguments.integer("--max-growth", in: 1...Int.max) {
      options.largestGrowth = Double(growth)
    }
    options.threads = try arguments.threads()
    options.largestMemory = try arguments.integer("--max-memory", in: 1...Int.max) ?? .max
    let bytes = FileManager.default.contents(atPath: source).map(Array.init) ?? []
    let name = URL(fileURLWithPath: source).lastPathComponent
    options.source = LoweringOptions.Source(name: name, bytes: bytes)
    for option in recordedOptions where arguments.has(option) {
      options.userOptions[option] = arguments.all(option).joined(separator: " ")
    }
    do { return try Lowering.lower(graph.simplified(), options: options) } catch {
      throw .badInput("\(source): \(error)")
    }
  }
}
