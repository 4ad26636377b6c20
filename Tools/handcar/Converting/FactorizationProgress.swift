import Exploration
import ModelGraph
import Reporting

/// `factorize` with a progress bar.
func factorizeWithBar(
  _ graph: Graph, _ plan: Plan, _ calibration: Calibration?, refinementSweeps: Int = 2
) throws(ExplorationError) -> (graph: Graph, reports: [LayerReport]) {
  var bar = ProgressBar("factorize", total: 1000)
  defer { bar.finish() }
  return try factorize(
    graph, plan: plan, calibration: calibration, refinementSweeps: refinementSweeps
  ) { share in
    if share < 1 { bar.update(Int(share * 1000)) }
  }
}

extension Calibration {
  /// What layers see of samples, with a progress bar.
  ///
  /// - Parameter count: how many of the samples serve.
  init(
    of graph: Graph, layers names: Set<String>? = nil, _ runner: NetworkRunner, count: Int
  ) throws {
    var bar = ProgressBar("run samples", total: count)
    defer { bar.finish() }
    try self.init(of: graph, layers: names, sampleCount: count) { probe, range in
      bar.update(range.lowerBound)
      return try runner.run(probe, range)
    }
  }
}
