import Exploration
import FineTuning
import Foundation
import HandcarFormat
import ModelGraph
import ModelImport
import TensorTrain
import TestSupport
import Testing

/// What fine-tuning achieves on whole networks. Too long for every run; measure with
///
///     HANDCAR_LARGE_TESTS=1 swift test --filter MeasurementTests
///
/// `HANDCAR_MNIST_MLP` names the network that `Tools/train/mnist_mlp.py` makes.
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["HANDCAR_LARGE_TESTS"] != nil), .serialized)
struct MeasurementTests {
  static let mlp = ProcessInfo.processInfo.environment["HANDCAR_MNIST_MLP"]

  private func tensor(
    _ url: URL, _ range: Range<Int>, scale: Float = 1, offset: Float = 0
  ) throws -> Tensor {
    let array = try NumPyArray(contentsOf: url.path)
    return Tensor(
      array.floats(samples: range, scale: scale, offset: offset),
      shape: [range.count] + array.sampleShape)
  }

  private func accuracy(_ graph: Graph, _ x: Tensor, _ labels: [Int]) throws -> Double {
    let outputs = try Interpreter(graph).run(samples: [x])[0]
    let (values, classes) = (outputs.doubles, outputs.shape[1])
    let right = labels.indices.filter { row in
      let own = (0..<classes).max { values[row * classes + $0] < values[row * classes + $1] }
      return own == labels[row]
    }
    return Double(right.count) / Double(labels.count)
  }

  private func labels(_ url: URL, _ range: Range<Int>) throws -> [Int] {
    try NumPyArray(contentsOf: url.path).floats(samples: range).map { Int($0) }
  }

  private func factorized(_ graph: Graph, _ shapes: [String: String]) throws -> Graph {
    try factorize(
      graph, plan: Plan(layers: try shapes.mapValues { try LayerChoice(parsing: $0) })
    ).graph
  }

  private func report(_ name: String, _ result: FineTuningResult, _ seconds: Double, _ text: String)
  {
    let (first, best) = (result.curve[0], result.best)
    print(
      "\(name): \(text); held-out loss \(first.heldOutLoss) → \(best.heldOutLoss), agreement "
        + "\(first.agreement) → \(best.agreement), step \(best.step), \(seconds) s")
  }

  @Test(
    .enabled(if: SharedData.isPresent && mlp != nil, "needs the MNIST images and network"),
    arguments: [
      ("10×", ["fc1": "16x16:28x28:16", "fc2": "16x16:16x16:16"], 1.0),
      ("20×", ["fc1": "16x16:28x28:8", "fc2": "16x16:16x16:6"], 2.0),
      ("20×, ranks lowered", ["fc1": "16x16:28x28:16", "fc2": "16x16:16x16:16"], 2.0),
    ])
  func mnist(_ name: String, _ shapes: [String: String], _ limit: Double) throws {
    let images = SharedData.url("mnist/images-5000.npy")
    let scale: Float = 1 / 255 / 0.3081
    let x = try tensor(images, 0..<4000, scale: scale, offset: -0.1307 / 0.3081)
    let test = try tensor(images, 4000..<5000, scale: scale, offset: -0.1307 / 0.3081)
    let testLabels = try labels(SharedData.url("mnist/labels-5000.npy"), 4000..<5000)
    let teacher = try importModel(contentsOf: Self.mlp!).graph.simplified()
    let student = try factorized(teacher, shapes)
    let before = try accuracy(teacher, test, testLabels)
    let plain = try accuracy(student, test, testLabels)
    let (result, seconds) = try tune(student, teacher, x) { options in
      if name.contains("lowered") {
        options.rankAdaptation = RankAdaptation(
          parameterBudget: GraphStatistics(teacher).parameterCount / 20)
      }
      if let epochs = ProcessInfo.processInfo.environment["HANDCAR_EPOCHS"] {
        options.epochs = Int(epochs)!
      }
    }
    let after = try accuracy(result.graph, test, testLabels)
    let ratio =
      Double(GraphStatistics(teacher).parameterCount) / Double(result.best.parameterCount)
    print(result.graph.layers.compactMap(\.tensorTrain?.description))
    report(
      "mnist \(name)", result, seconds,
      "\(ratio)× fewer parameters, accuracy \(before), plain \(plain), tuned \(after)")
    #expect(100 * (before - after) <= limit)
    #expect(seconds < 180)
  }

  /// Convolutions and normalizations in front of the factorized layer are trained with it.
  @Test(.enabled(if: SharedData.isPresent, "needs the MNIST images and network"))
  func convolutionalNetwork() throws {
    let images = SharedData.url("mnist/images-5000.npy")
    let scale: Float = 1 / 255 / 0.3081
    let x = try tensor(images, 0..<2000, scale: scale, offset: -0.1307 / 0.3081)
    let test = try tensor(images, 4000..<5000, scale: scale, offset: -0.1307 / 0.3081)
    let testLabels = try labels(SharedData.url("mnist/labels-5000.npy"), 4000..<5000)
    let teacher = try importModel(contentsOf: SharedData.url("models/mnist-cnn.onnx").path)
      .graph.simplified(by: Pass.beforeFactorization).graph
    let layer = try #require(teacher.linearLayers.first { $0.columns == 11_616 })
    let student = try factorized(teacher, [layer.name: "4x8:88x132:2"])
    let (before, plain) = try (
      accuracy(teacher, test, testLabels), accuracy(student, test, testLabels)
    )
    let (result, seconds) = try tune(student, teacher, x) { $0.epochs = 8 }
    let after = try accuracy(result.graph, test, testLabels)
    report(
      "mnist-cnn", result, seconds,
      "accuracy \(before), plain \(plain), tuned \(after)")
    #expect(after >= before - 0.03 && after > plain)
  }

  /// Trains without labels, and says how many seconds that took.
  private func tune(
    _ student: Graph, _ teacher: Graph, _ samples: Tensor,
    _ configure: (inout FineTuningOptions) -> Void
  ) throws -> (FineTuningResult, Double) {
    var options = FineTuningOptions()
    configure(&options)
    let start = ContinuousClock.now
    let result = try fineTune(
      student: student, teacher: teacher, samples: TrainingSamples(inputs: [samples]),
      options: options)
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }

  @Test(.enabled(if: SharedData.isPresent, "needs the autoencoder and its samples"))
  func autoencoder() throws {
    let features = SharedData.url("models/anomaly-features.npy")
    let x = try tensor(features, 0..<160)
    let test = try tensor(features, 160..<196)
    let source = try importModel(
      contentsOf: SharedData.url("models/anomaly-autoencoder.onnx").path
    ).graph
    let teacher = try source.simplified(by: Pass.beforeFactorization).graph
    // A third of the parameters; the layers of 8 rows or columns stay as they are.
    var plan = Plan()
    for layer in teacher.linearLayers {
      switch (layer.rows, layer.columns) {
      case (128, 640): plan.layers[layer.name] = try LayerChoice(parsing: "8x16:20x32:26")
      case (640, 128): plan.layers[layer.name] = try LayerChoice(parsing: "20x32:8x16:26")
      case (128, 128): plan.layers[layer.name] = try LayerChoice(parsing: "8x16:8x16:26")
      default: break
      }
    }
    let student = try factorize(teacher, plan: plan).graph
    let ratio =
      Double(GraphStatistics(teacher).parameterCount)
      / Double(GraphStatistics(student).parameterCount)
    func error(_ graph: Graph) throws -> Double {
      let outputs = try Interpreter(graph).run(samples: [test])[0].doubles
      return zip(outputs, test.doubles).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        / Double(outputs.count)
    }
    let (before, plain) = (try error(teacher), try error(student))
    let (result, seconds) = try tune(student, teacher, x) { $0.epochs = 400 }
    let after = try error(result.graph)
    report(
      "autoencoder", result, seconds,
      "\(ratio)× fewer parameters, error \(before), plain \(plain), tuned \(after)")
    #expect(after <= 1.1 * before)
  }

  @Test func digits() throws {
    let folder = SharedData.repository.appendingPathComponent("Models/digits")
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    let x = try tensor(file("train-images.npy"), 0..<1297, scale: 1 / 16)
    let test = try tensor(file("test-images.npy"), 0..<500, scale: 1 / 16)
    let testLabels = try labels(file("test-labels.npy"), 0..<500)
    let teacher = try importModel(contentsOf: file("digits.onnx").path).graph.simplified()
    let student = try factorized(
      teacher, ["fc1": "64x16:4x16:6", "fc2": "32x32:32x32:5", "fc3": "2x5:32x32:6"])
    let ratio =
      Double(GraphStatistics(teacher).parameterCount)
      / Double(GraphStatistics(student).parameterCount)
    let before = try accuracy(teacher, test, testLabels)
    let plain = try accuracy(student, test, testLabels)
    let (result, seconds) = try tune(student, teacher, x) { $0.epochs = 100 }
    let after = try accuracy(result.graph, test, testLabels)
    report(
      "digits", result, seconds,
      "\(ratio)× fewer parameters, accuracy \(before), plain \(plain), tuned \(after)")
    #expect(100 * (before - after) <= 0.5)
  }
}
