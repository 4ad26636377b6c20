import BoardModel
import HandcarFormat
import HandcarHost
import Lowering
import ModelGraph

extension BoardMeasurements {
  /// Measures this machine, through the runtime as any program uses it.
  ///
  /// - Parameters:
  ///   - seconds: how long each of some fifty models is measured.
  ///   - progress: told the part of the work that is done, 0…1.
  init(name: String, seconds: Double = 0.05, progress: (Double) -> Void) throws {
    let (kernelSet, caches) = (Model.kernelSet, CacheSizes().byteCounts)
    let probes = BoardProbes(kernelSet: kernelSet, caches: caches).all
    let timings = try probes.enumerated().map { index, probe in
      defer { progress(Double(index + 1) / Double(probes.count)) }
      return Timing(
        batch: probe.batch, widths: probe.widths,
        nanoseconds: try shortestTime(seconds, probe.batch, probe.widths))
    }
    self.init(name: name, kernelSet: kernelSet, caches: caches, timings: timings)
  }
}

/// The shortest time of a run of linear layers, in nanoseconds.
private func shortestTime(_ seconds: Double, _ batch: Int, _ widths: [Int]) throws -> Double {
  let session = try Session(try chain(batch, widths))
  let loop = TimingLoop(.seconds(seconds)) { session.run() }
  return loop.nanoseconds.min() ?? 0
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
