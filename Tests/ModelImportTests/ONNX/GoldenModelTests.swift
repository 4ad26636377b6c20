import ConformanceSupport
import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

/// Whole models against ONNX Runtime, whose outputs Tools/goldens/onnxruntime_models.py wrote.
struct GoldenModelTests {
  /// A model of the shared data and how its input is made from a sample.
  struct Model: Sendable, CustomTestStringConvertible {
    let name: String
    let samples: String
    var scale: Float = 1
    var offset: Float = 0

    var testDescription: String { name }
  }

  private static let models = [
    Model(
      name: "mnist-cnn", samples: "mnist/images-5000.npy", scale: 1 / 255 / 0.3081,
      offset: -0.1307 / 0.3081),
    Model(name: "mnist-cntk", samples: "mnist/images-5000.npy"),
    Model(name: "anomaly-autoencoder", samples: "models/anomaly-features.npy"),
  ]

  @Test(.enabled(if: SharedData.isPresent), arguments: models)
  func agreesWithONNXRuntime(_ model: Model) throws {
    let folder = Goldens.path("ModelImportTests", "onnxruntime")
    let indices = try NumPyArray(contentsOf: "\(folder)/\(model.name).samples.npy").tensor()
    let goldens = try NumPyArray(contentsOf: "\(folder)/\(model.name).outputs.npy")
    let samples = try NumPyArray(contentsOf: SharedData.url(model.samples).path)
    let imported = try importONNX(
      contentsOf: SharedData.url("models/\(model.name).onnx").path,
      options: ONNXImportOptions(batch: 1))
    #expect(imported.notes.isEmpty)
    let plain = try Interpreter(imported.graph)
    let simplified = try Interpreter(try imported.graph.simplified())
    let shape = imported.graph[imported.graph.inputs[0]].type.shape
    for (row, index) in try #require(indices.integers).enumerated() {
      let sample = Int(index)..<Int(index) + 1
      let floats = samples.floats(samples: sample, scale: model.scale, offset: model.offset)
      for interpreter in [plain, simplified] {
        let output = try interpreter.run([Tensor(floats, shape: shape)])[0]
        let golden = Tensor(goldens.floats(samples: row..<row + 1), shape: output.shape)
        let problem = difference(output, golden, relative: 1e-4, absolute: 1e-4)
        #expect(problem == nil, "sample \(index)")
      }
    }
  }

  @Test(.enabled(if: SharedData.isPresent))
  func layersKeepTheirNames() throws {
    let path = SharedData.url("models/mnist-cnn.onnx").path
    let graph = try importONNX(contentsOf: path).graph
    let names = ["conv1", "relu1", "conv2", "relu2", "conv3", "relu3", "norm1", "flatten", "fc1"]
    #expect(graph.nodes.prefix(9).map(\.name) == names)
  }

  /// A recurrent network: each node that stands in the way has a line.
  @Test(.enabled(if: SharedData.isPresent))
  func unsupportedModelNamesEveryNode() {
    do {
      _ = try importONNX(contentsOf: SharedData.url("models/dtln-1.onnx").path)
      Issue.record("no error")
    } catch {
      for type in ["Slice", "LSTM"] {
        #expect(error.problems.contains { $0.contains("(\(type), opset 11): ") }, "\(error)")
      }
      #expect(Set(error.problems).count == error.problems.count)
    }
  }
}
