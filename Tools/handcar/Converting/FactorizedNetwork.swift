import Exploration
import ModelGraph
import ModelImport

/// A network from a source file whose layers are factorized as the command line says.
struct FactorizedNetwork {
  let source: SourceNetwork
  let graph: Graph
  /// Layers whose cores were given, by name.
  let givenLayers: Set<String>
  /// What became of each layer without given cores.
  let layerReports: [LayerReport]

  init(_ sourcePath: String, _ arguments: Arguments) throws(Failure) {
    source = try SourceNetwork(sourcePath, arguments)
    var graph = source.imported
    givenLayers = try graph.replaceGivenLayers(arguments)
    do {
      graph = try graph.simplified(by: Pass.beforeFactorization).graph
      let plan = try Plan(for: graph, arguments)
      let calibration = try FactorizedNetwork.calibration(
        of: graph, sourcePath, for: plan, arguments)
      (graph, layerReports) = try factorizeWithBar(graph, plan, calibration)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .badInput("\(sourcePath): \(error)")
    }
    self.graph = graph
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
      of: graph, layers: Set(names.keys), runner, count: runner.samples.count)
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
