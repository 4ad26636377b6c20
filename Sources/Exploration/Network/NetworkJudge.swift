import ModelGraph

/// Really factorizes a network and measures it on samples.
struct NetworkJudge {
  let graph: Graph
  let samples: NetworkSamples
  let calibration: Calibration
  private let reference: [Tensor]
  private let labels: [Int]?
  private let answer: NetworkAnswer

  init(_ graph: Graph, _ samples: NetworkSamples, layers: [LinearLayer]) throws {
    self.graph = graph
    self.samples = samples
    calibration = try Calibration(
      of: graph, layers: Set(layers.map(\.name)), sampleCount: samples.fittingRange.count,
      evaluate: samples.evaluate)
    reference = try samples.evaluate(graph, samples.judgingRange)
    labels = samples.labels.map { Array($0[samples.judgingRange]) }
    answer = NetworkAnswer(of: graph, isLabelled: samples.labels != nil)
  }

  /// How the dense network does.
  var dense: OutputChange { change(reference) }

  /// - Parameter refinementSweeps: of `factorize`.
  func measure(_ plan: Plan, refinementSweeps: Int) throws -> (
    graph: Graph, reports: [LayerReport], change: OutputChange
  ) {
    let (factorized, reports) = try factorize(
      graph, plan: plan, calibration: calibration, refinementSweeps: refinementSweeps)
    let outputs = try samples.evaluate(factorized, samples.judgingRange)
    return (factorized, reports, change(outputs))
  }

  private func change(_ outputs: [Tensor]) -> OutputChange {
    OutputChange(reference: reference, outputs: outputs, labels: labels, answer: answer)
  }
}
