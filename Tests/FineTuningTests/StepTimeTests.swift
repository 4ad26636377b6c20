import Exploration
import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import FineTuning

/// The time of a training step, to compare with `Tools/train/torch_step_time.py`:
///
///     HANDCAR_LARGE_TESTS=1 swift test --filter StepTimeTests
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["HANDCAR_LARGE_TESTS"] != nil), .serialized)
struct StepTimeTests {
  @Test(arguments: [1, 2])
  func mnistPerceptron(_ threads: Int) throws {
    var random = SeededGenerator(seed: 1)
    var graph = Graph(name: "mlp")
    var x = graph.addInput("x", TensorType(.float32, [1, 784]))
    for (name, rows, columns) in [("fc1", 256, 784), ("fc2", 256, 256), ("fc3", 10, 256)] {
      let w = graph.addConstant(
        name + ".w", Tensor(random.floats(rows * columns).map { $0 * 0.1 }, shape: [rows, columns]))
      let b = graph.addConstant(name + ".b", Tensor(random.floats(rows), shape: [rows]))
      x = try graph.addNode(
        .linear(activation: name == "fc3" ? nil : .relu), [x, w, b], name: name)[0]
    }
    graph.outputs = [x]
    let plan = Plan(layers: [
      "fc1": try LayerChoice(parsing: "16x16:28x28:16"),
      "fc2": try LayerChoice(parsing: "16x16:16x16:16"),
    ])
    let student = try factorize(graph, plan: plan).graph
    var options = FineTuningOptions()
    options.augmentation = .none
    options.threads = threads
    if let slices = ProcessInfo.processInfo.environment["HANDCAR_SLICES"] {
      options.slices = Int(slices)!
    }
    let samples = TrainingSamples(inputs: [Tensor(random.floats(2000 * 784), shape: [2000, 784])])
    let training = try Training(student, graph, samples, options)
    let times = training.stepTimes(300).sorted()
    print(
      "handcar batch 64 threads \(threads): median \(1e3 * times[150]) ms, best \(1e3 * times[5])")
  }
}

extension Training {
  /// Seconds of each of `count` steps.
  fileprivate func stepTimes(_ count: Int) -> [Double] {
    let clock = ContinuousClock()
    return (0..<count).map { index in
      let start = clock.now
      runStep(rate: 1e-3)
      return (clock.now - start) / .seconds(1)
    }
  }
}
