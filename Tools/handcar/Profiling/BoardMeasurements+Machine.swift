import BoardModel
import HandcarFormat
import HandcarHost
import Lowering
import ModelGraph

extension BoardMeasurements {
  /// Rounds in which all models are measured: what disturbs for a while does not last for all of them.
  private static let rounds = 10

  /// Measures this machine, through the runtime as any program uses it.
  ///
  /// - Parameters:
  ///   - seconds: how long each of some seventy models is measured in all.
  ///   - progress: told the part of the work that is done, 0…1.
  init(name: String, seconds: Double = 0.1, progress: (Double) -> Void) throws {
    let (kernelSet, caches) = (Model.kernelSet, CacheSizes().byteCounts)
    let probes = BoardProbes(kernelSet: kernelSet, caches: caches).all
    let sessions = try probes.map { try Session(try chain($0.batch, $0.widths)) }
    var timings = probes.map { Timing(batch: $0.batch, widths: $0.widths, nanoseconds: .infinity) }
    for round in 0..<Self.rounds {
      for (index, session) in sessions.enumerated() {
        let loop = TimingLoop(.seconds(seconds / Double(Self.rounds))) { session.run() }
        let shortest = loop.nanoseconds.min() ?? .infinity
        timings[index].nanoseconds = min(timings[index].nanoseconds, shortest)
        let done = round * sessions.count + index + 1
        progress(Double(done) / Double(Self.rounds * sessions.count))
      }
    }
    self.init(name: name, kernelSet: kernelSet, caches: caches, timings: timings)
  }
}

/// Linear layers one behind the other, without bias.
private func chain(_ batch: Int, _ widths: [Int]) throws -> Model {
  var graph = Graph(name: "profile")
  var value = graph.addInput("x", TensorType(.float32, [batch, widths[0]]))
  for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
    let weights = [Float](repeating: 0.5, count: inputs * outputs)
    let constant = graph.addConstant("w\(index)", Tensor(weights, shape: [outputs, inputs]))
    value = try graph.addNode(
      .linear(activation: nil), [value, constant], name: "layer\(index)")[0]
  }
  graph.outputs = [value]
  var options = LoweringOptions()
  options.testInputs = .none
  return try Model(bytes: try lower(graph, options: options).bytes)
}
