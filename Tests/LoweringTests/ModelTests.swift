import ConformanceSupport
import Foundation
import HandcarHost
import Lowering
import ModelGraph
import ModelImport
import TestSupport
import Testing

/// Networks made by others, from ONNX to the runtime.
@Suite(.enabled(if: SharedData.isPresent, "needs the shared test data")) struct ModelTests {
  /// A network and how its input is made from a sample of the shared data.
  struct Network: Sendable, CustomTestStringConvertible {
    let name: String
    let samples: String
    var scale: Float = 1
    var offset: Float = 0

    var testDescription: String { name }

    /// The network with batch 1, simplified.
    func graph() throws -> Graph {
      let path = SharedData.url("models/\(name).onnx").path
      return try importONNX(contentsOf: path).graph.simplified()
    }
  }

  private static let networks = [
    Network(
      name: "mnist-cnn", samples: "mnist/images-5000.npy", scale: 1 / 255 / 0.3081,
      offset: -0.1307 / 0.3081),
    Network(name: "mnist-cntk", samples: "mnist/images-5000.npy"),
    Network(name: "anomaly-autoencoder", samples: "models/anomaly-features.npy"),
  ]

  /// The outputs that Tools/goldens/onnxruntime_models.py wrote.
  @Test(arguments: networks)
  func agreesWithONNXRuntime(network: Network) throws {
    let folder = Goldens.path("ModelImportTests", "onnxruntime")
    let indices = try NumPyArray(contentsOf: "\(folder)/\(network.name).samples.npy").tensor()
    let goldens = try NumPyArray(contentsOf: "\(folder)/\(network.name).outputs.npy")
    let samples = try NumPyArray(contentsOf: SharedData.url(network.samples).path)
    let graph = try network.graph()
    let shape = graph[graph.inputs[0]].type.shape
    let session = try Session(Model(bytes: lower(graph).bytes))
    for (row, index) in try #require(indices.integers).enumerated() {
      let sample = Int(index)..<Int(index) + 1
      let floats = samples.floats(
        samples: sample, scale: network.scale, offset: network.offset)
      let output = try RuntimeRun.outputs(session, [Tensor(floats, shape: shape)])[0]
      let golden = Tensor(goldens.floats(samples: row..<row + 1), shape: output.shape)
      let problem = difference(output, golden, relative: 1e-4, absolute: 1e-4)
      #expect(problem == nil, "sample \(index)")
    }
  }

  /// The test vectors of the file are the reference interpreter's; each must hold in the runtime.
  @Test(arguments: networks)
  func agreesWithTheInterpreter(network: Network) throws {
    var options = LoweringOptions()
    options.testInputs = .random(count: 2, seed: 1)
    let lowered = try lower(network.graph(), options: options)
    let model = try Model(bytes: lowered.bytes)
    #expect(model.testVectorCount == 2)
    for index in 0..<2 {
      let test = try Session(model).selfTest(index)
      #expect(test.passed, "largest error \(test.largestError)")
    }
    #expect(ExactArena.holds(for: lowered.bytes))
  }

  /// Reuse saves more than a quarter, and the plans of these networks are optimal.
  @Test(arguments: networks)
  func plansMemoryTightly(network: Network) throws {
    var options = LoweringOptions()
    options.testInputs = .none
    let plan = try lower(network.graph(), options: options).memoryPlan
    #expect(plan.arenaByteCount == plan.lowerBound)
    #expect(plan.arenaByteCount * 4 < plan.byteCountWithoutReuse * 3)
  }
}
