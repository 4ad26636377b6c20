import Exploration
import ModelGraph

/// The networks that a search of the design space predicts to be best, and plans from among them.
struct PlanSearch {
  /// By rising predicted loss.
  private let networks: [NetworkCandidate]
  private let layers: [LayerFront]
  let dense: NetworkFigures

  /// - Parameter samples: what the sensitivity of the network to errors of each layer is measured on.
  init(
    of graph: Graph, _ samples: NetworkSamples, _ arguments: Arguments
  ) throws(Failure) {
    var search = NetworkSearch(.ratio(1))
    search.timeModel = try TimeSource(arguments).model
    search.samples = samples
    // The goal may be a small file: a layer that saves parameters at the cost of time is wanted too.
    search.layerOptions.needsLessTime = false
    search.layerOptions.largestCoreCount = 4
    // A factor of 1 makes a bottleneck as narrow as the rank, which no training opens again. On the
    // digits at 50 times fewer parameters an accuracy of 96.0 % with them, 98.2 % without.
    search.layerOptions.allowsUnitFactors = false
    // Training decides what a network is worth, so none is measured for itself.
    search.triesPlainDecompositions = false
    search.trialCount = 3
    search.finalistCount = 1
    search.refinementSweeps = 0
    let progress = PhaseProgress()
    search.progress = progress.update
    defer { progress.finish() }
    do {
      let found = try search.explore(graph)
      (networks, layers, dense) = (found.front, found.layers, found.dense)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .badInput("\(error)")
    }
  }

  /// The fewest parameters that any network has.
  var smallestCount: Int { networks.map(\.figures.parameters).min() ?? dense.parameters }

  /// The plan with the smallest predicted loss within a budget of parameters of the whole network, or the
  /// fastest of those that are predicted to lose nearly as little; nil when none is small enough.
  func plan(parameterBudget: Int) -> Plan? {
    let small = networks.filter { $0.figures.parameters <= parameterBudget }
    guard let least = small.first?.predictedLoss else { return nil }
    let alike = small.prefix { $0.predictedLoss <= PlanSearch.likeness * least }
    return alike.min { $0.figures.time < $1.figures.time }.map { Plan($0, for: layers) }
  }

  /// Predictions are no more exact than by this factor.
  private static let likeness = 1.25
}
