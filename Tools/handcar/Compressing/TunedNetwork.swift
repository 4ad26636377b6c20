import Exploration
import FineTuning
import Lowering
import ModelGraph

/// A network that a plan has factorized, fine-tuned and lowered, beside the original.
struct TunedNetwork {
  let plan: Plan
  let layerReports: [LayerReport]
  let training: FineTuningResult
  let comparison: HeldOutComparison
}

/// The original network, ready to be factorized by one plan after the other.
struct Teacher {
  let source: SourceNetwork
  let data: CalibrationSamples
  /// What is factorized and trained, and what answers for it.
  let graph: Graph
  let calibration: Calibration
  /// The original as a `.hcar` file.
  private let lowered: LoweredModel
  private let samples: TrainingSamples

  private let runner: NetworkRunner

  /// So many samples describe the inputs of a layer well enough.
  private static let calibrationSamples = 1024

  init(_ source: SourceNetwork, _ data: CalibrationSamples, _ arguments: Arguments) throws(Failure)
  {
    self.source = source
    self.data = data
    samples = data.forTraining
    lowered = try WrittenModel.lower(source.graph, of: source.path, arguments)
    do {
      graph = try source.imported.simplified(by: Pass.beforeFactorization).graph
      runner = try NetworkRunner(
        graph, path: source.path, samples: try arguments.required("--calibration"), arguments)
      calibration = try Calibration(
        of: graph, runner, count: min(data.samples.count, Teacher.calibrationSamples))
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .badInput("\(source.path): \(error)")
    }
  }

  /// What plans are tried on before any training.
  var networkSamples: NetworkSamples {
    let count = min(data.samples.count, Teacher.calibrationSamples * 4 / 3)
    return NetworkSamples(
      count: count, labels: data.labels.map { Array($0.prefix(count)) }, evaluate: runner.run)
  }

  /// Parameters of the original.
  var parameterCount: Int { GraphStatistics(source.graph).parameterCount }

  /// The network that a plan makes, not trained.
  func factorized(
    _ plan: Plan, refinementSweeps: Int = 2
  ) throws(Failure) -> (graph: Graph, reports: [LayerReport]) {
    do {
      return try factorizeWithBar(
        graph, plan, calibration, refinementSweeps: refinementSweeps)
    } catch {
      throw .badInput("\(source.path): \(error)")
    }
  }

  /// Factorizes, trains and measures.
  func tuned(_ plan: Plan, _ run: TrainingRun, _ arguments: Arguments) throws(Failure)
    -> TunedNetwork
  {
    let (student, reports) = try factorized(plan)
    let result = try run.run(student: student, plan: plan, teacher: graph, samples)
    let after = try WrittenModel.lower(result.graph, of: source.path, arguments)
    let heldOut = result.heldOutSamples
    let trains = result.graph.layers.compactMap { layer in
      layer.tensorTrain.map { (layer.name, $0) }
    }
    let shapes = Dictionary(trains, uniquingKeysWith: { first, _ in first })
    return TunedNetwork(
      plan: plan,
      layerReports: reports.map { shapes[$0.layer.name].map($0.trained) ?? $0 },
      training: result,
      comparison: HeldOutComparison(
        before: try ModelFigures(lowered, data, samples: heldOut),
        after: try ModelFigures(after, data, samples: heldOut), data, samples: heldOut,
        network: source.graph))
  }
}
