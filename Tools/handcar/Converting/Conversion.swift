import Exploration
import Foundation
import HandcarHost
import Lowering
import ModelGraph
import ModelImport

/// A network on its way from a source file to a verified `.hcar` file.
struct Conversion {
  /// The options that are recorded in the file.
  private static let recordedOptions = [
    "--batch", "--dense", "--rank", "--epsilon", "--layer", "--plan", "--cores", "--cores-layout",
    "--constant", "--calibration", "--input-scale", "--input-offset", "--skip", "--limit",
    "--board", "--contraction",
  ]

  let source: SourceNetwork
  /// Layers whose cores were given, by name.
  let givenLayers: Set<String>
  /// What became of each linear layer without given cores.
  let layerReports: [LayerReport]
  let lowered: LoweredModel
  let outputPath: String
  private(set) var selfTests: [SelfTest] = []
  /// Bytes of working memory that a session needs.
  private(set) var arenaSize = 0

  /// Imports, factorizes, lowers (what is not factorized is folded now), writes and verifies. Until all of that has succeeded, nothing
  /// lies at `output`.
  init(_ sourcePath: String, to output: String, _ arguments: Arguments) throws(Failure) {
    outputPath = output
    source = try SourceNetwork(sourcePath, arguments)
    var graph = source.imported
    givenLayers = try graph.replaceGivenLayers(arguments)
    do {
      graph = try graph.simplified(by: Pass.beforeFactorization).graph
      let plan = try Plan(for: graph, arguments)
      let calibration = try Conversion.calibration(of: graph, sourcePath, for: plan, arguments)
      (graph, layerReports) = try factorize(graph, plan: plan, calibration: calibration)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .badInput("\(sourcePath): \(error)")
    }
    lowered = try Conversion.lower(graph, sourcePath, arguments)
    try write()
  }

  /// What the layers that the plan fits to data see of it; nil without data.
  private static func calibration(
    of graph: Graph, _ path: String, for plan: Plan, _ arguments: Arguments
  ) throws -> Calibration? {
    guard let samples = arguments.text("--calibration") else {
      guard let name = plan.fitted?.min() else { return nil }
      throw Failure.usage(
        "the plan fits layer '\(name)' to data: give --calibration, or take \"fitted\" out of the "
          + "plan for a plain decomposition")
    }
    let runner = try NetworkRunner(graph, path: path, samples: samples, arguments)
    let names = plan.layers.filter { name, choice in
      choice != .dense && plan.fitted?.contains(name) ?? true
    }
    return try Calibration(
      of: graph, layers: Set(names.keys), sampleCount: runner.samples.count, evaluate: runner.run)
  }

  private static func lower(_ graph: Graph, _ path: String, _ arguments: Arguments)
    throws(Failure) -> LoweredModel
  {
    var options = LoweringOptions()
    options.toolVersion = toolVersion
    options.board = try boardModel(arguments)
    options.planContraction = try contractionChoice(arguments)
    let bytes = FileManager.default.contents(atPath: path).map(Array.init) ?? []
    let name = URL(fileURLWithPath: path).lastPathComponent
    options.source = LoweringOptions.Source(name: name, bytes: bytes)
    for option in recordedOptions where arguments.has(option) {
      options.userOptions[option] = arguments.all(option).joined(separator: " ")
    }
    do { return try Lowering.lower(graph.simplified(), options: options) } catch {
      throw .badInput("\(path): \(error)")
    }
  }

  /// Writes a hidden file beside the output, opens and tests it with the runtime, and renames it.
  private mutating func write() throws(Failure) {
    let output = URL(fileURLWithPath: outputPath)
    let name = ".\(output.lastPathComponent).\(UUID().uuidString)"
    let temporary = output.deletingLastPathComponent().appendingPathComponent(name).path
    defer { unlink(temporary) }
    do { try lowered.write(to: temporary) } catch {
      throw .outputNotWritten("cannot write '\(outputPath)': \(error)")
    }
    let model = try openModel(temporary)
    arenaSize = model.arenaSize
    selfTests = try testVectorResults(model)
    if let failed = selfTests.first(where: { !$0.passed }) {
      throw .checkFailed(
        "the converted model fails its own test vector by \(failed.largestDifference); "
          + "'\(outputPath)' is not written; please report this network")
    }
    guard rename(temporary, outputPath) == 0 else {
      throw .outputNotWritten(
        "cannot write '\(outputPath)': \(String(cString: strerror(errno)))")
    }
  }
}

extension Graph {
  /// Puts the cores of `--cores` in place of the layers that they are for, and says which.
  fileprivate mutating func replaceGivenLayers(_ arguments: Arguments) throws(Failure) -> Set<
    String
  > {
    let layoutName = arguments.text("--cores-layout") ?? CoreLayout.handcar.rawValue
    guard let layout = CoreLayout(rawValue: layoutName) else {
      let known = CoreLayout.allCases.map(\.rawValue).joined(separator: ", ")
      throw .usage("--cores-layout is one of \(known), not '\(layoutName)'")
    }
    var names: Set<String> = []
    for (name, path) in try arguments.pairs("--cores") {
      do {
        let cores = try TTLayerCores(contentsOf: path, layout: layout, layer: name)
        try replaceLayer(name, with: cores)
      } catch {
        let text = "\(error)"
        throw .badInput(text.contains(path) ? text : "\(path): \(text)")
      }
      names.insert(name)
    }
    return names
  }
}
