import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

@Suite struct ImportNetworkTests {
  private static let folder = Goldens.path("ModelImportTests", "network")

  /// The sample network: convolutions, pooling, batch normalisation, a TT layer; outputs by PyTorch.
  @Test(arguments: ["net.json", "net-safetensors.json"])
  func givesPyTorchsOutputs(file: String) throws {
    let model = try importModel(
      contentsOf: "\(Self.folder)/\(file)", options: ONNXImportOptions(batch: 3))
    #expect(model.notes == [])
    #expect(model.graph.nodes.map(\.name).prefix(2) == ["conv", "relu_1"])
    let io = try ArrayArchive(contentsOf: "\(Self.folder)/io.npz")
    let y = try Interpreter(model.graph).run([io.tensor("x")])[0]
    let expected = try io.tensor("y")
    #expect(y.shape == expected.shape)
    for (value, right) in zip(y.doubles, expected.doubles) { #expect(abs(value - right) < 1e-5) }
  }

  private func describe(_ layers: String, input: String = "[2, 6, 6]") throws -> ImportedModel {
    let text = """
      {"format": "handcar-network", "version": 1, "arrays": "weights.npz",
       "input": {"shape": \(input)}, "layers": [\(layers)]}
      """
    return try importNetwork(Data(text.utf8), name: "net.json", folder: Self.folder)
  }

  @Test(arguments: [
    (#"{"type": "relu"}"#, [1, 2, 6, 6]), (#"{"type": "leaky_relu", "slope": 0.1}"#, [1, 2, 6, 6]),
    (#"{"type": "clip", "low": 0, "high": 6}"#, [1, 2, 6, 6]),
    (#"{"type": "tanh"}"#, [1, 2, 6, 6]),
    (#"{"type": "sigmoid"}"#, [1, 2, 6, 6]), (#"{"type": "softmax", "axis": 1}"#, [1, 2, 6, 6]),
    (#"{"type": "flatten"}"#, [1, 72]), (#"{"type": "reshape", "shape": [8, 9]}"#, [1, 8, 9]),
    (#"{"type": "max_pool", "kernel": 2}"#, [1, 2, 3, 3]),
    (
      #"{"type": "max_pool", "kernel": [3, 2], "stride": [2, 1], "padding": [1, 0]}"#, [1, 2, 3, 5]
    ),
    (
      #"{"type": "average_pool", "kernel": 3, "padding": 1, "includes_padding": true}"#,
      [1, 2, 2, 2]
    ),
    (#"{"type": "global_average_pool"}"#, [1, 2, 1, 1]),
    (#"{"type": "relu"}, {"type": "flatten"}, {"type": "softmax"}"#, [1, 72]), ("", [1, 2, 6, 6]),
  ])
  func infersShapes(layers: String, shape: [Int]) throws {
    let graph = try describe(layers).graph
    #expect(graph[graph.outputs[0]].type == TensorType(.float32, shape))
  }

  @Test(arguments: [
    (
      #"{"type": "gru"}"#,
      "net.json: layers[0]: key 'type': 'gru' is unknown; known: linear, tt_linear"
    ),
    (#"{"name": "a"}"#, "net.json: layers[0]: key 'type': missing; expected a string"),
    (
      #"{"type": "relu"}, {"type": "relu", "alpha": 1}"#,
      "net.json: layers[1] (relu 'relu_1'): unknown key 'alpha'; known here: type, name"
    ),
    (
      #"{"type": "relu", "name": "a"}, {"type": "tanh", "name": "a"}"#,
      "another layer is called 'a'"
    ),
    (
      #"{"type": "linear"}"#,
      "layers[0] (linear 'linear_0'): key 'weight': missing; expected a string"
    ),
    (#"{"type": "linear", "weight": 3}"#, "key 'weight': expected a string, found 3"),
    (#"{"type": "linear", "weight": "nope"}"#, "no array 'nope'; it has bn.bias"),
    (#"{"type": "linear", "weight": "fc.weight"}"#, "layers[0] (linear 'linear_0'): "),
    (
      #"{"type": "conv1d", "weight": "conv.weight"}"#,
      "expected 3 axes (outputs, inputs / groups, kernel)"
    ),
    (#"{"type": "conv2d", "weight": "conv.weight", "stride": 0}"#, "key 'stride': 0 is not in 1…"),
    (#"{"type": "conv2d", "weight": "conv.weight", "stride": [1, 2, 3]}"#, "a list of 2 integers"),
    (
      #"{"type": "conv2d", "weight": "conv.weight", "padding": 9000000000000000000}"#,
      "key 'padding'"
    ),
    (#"{"type": "tt_linear", "cores": []}"#, "key 'cores': missing or empty"),
    (
      #"{"type": "tt_linear", "cores": ["tt.core_1", "tt.core_0"]}"#,
      "ranks must be 3 numbers from 1 to 1"
    ),
    (
      #"{"type": "tt_linear", "cores": ["fc.weight"]}"#, "core 0 has shape [4, 10], expected 4 axes"
    ),
    (
      #"{"type": "tt_linear", "cores": ["tt.core_0"], "layout": "x"}"#,
      "key 'layout': 'x' is unknown"
    ),
    (#"{"type": "max_pool"}"#, "key 'kernel': missing"),
    (#"{"type": "max_pool", "kernel": 7}"#, "[7, 7] does not fit into the input [1, 2, 6, 6]"),
    (#"{"type": "max_pool", "kernel": 2, "padding": 2}"#, "key 'padding': [2, 2] is not less"),
    (#"{"type": "flatten"}, {"type": "max_pool", "kernel": 2}"#, "the input has shape [1, 72]"),
    (#"{"type": "reshape", "shape": [7, 9]}"#, "key 'shape': [7, 9] does not hold the [2, 6, 6]"),
    (#"{"type": "softmax", "axis": 0}"#, "key 'axis': 0 is no axis"),
    (#"{"type": "clip", "low": 2, "high": 1}"#, "key 'low': 2.0 is above 'high', 1.0"),
    (#"{"type": "batch_norm", "scale": "bn.scale"}"#, "key 'bias': missing"),
    ("3", "net.json: layers[0]: expected an object, found 3"),
  ])
  func refusesLayers(layers: String, problem: String) {
    let error = #expect(throws: ImportError.self) { try describe(layers) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    (#"{"format": "x"}"#, "key 'format': expected \"handcar-network\", found \"x\""),
    (#"{"format": "handcar-network", "version": 2}"#, "key 'version': expected 1, found 2"),
    (#"{"format": "handcar-network", "version": 1}"#, "key 'input': missing"),
    (
      #"{"format": "handcar-network", "version": 1, "input": {"shape": [4]}}"#,
      "key 'layers': missing"
    ),
    (
      #"{"format": "handcar-network", "version": 1, "input": {"shape": [0]}, "layers": []}"#,
      "0 is not in 1"
    ),
    (
      #"{"format": "handcar-network", "version": 1, "input": {"shape": [1073741824, 1073741824, 1073741824]}, "layers": []}"#,
      "is too large"
    ),
    (
      #"{"format": "handcar-network", "version": 1, "arrays": "../x.npz", "input": {"shape": [4]}, "layers": []}"#,
      "'../x.npz' is not the name of a file in the same folder"
    ),
    (
      #"{"format": "handcar-network", "version": 1, "input": {"shape": [4]}, "layers": [{"type": "linear", "weight": "w"}]}"#,
      "the description has no key 'arrays'"
    ),
    (
      #"{"format": "handcar-network", "version": 1, "input": {"shape": [4]}, "layers": [], "x": 1}"#,
      "unknown key 'x'"
    ),
  ])
  func refusesDescriptions(text: String, problem: String) {
    let error = #expect(throws: ImportError.self) {
      try importNetwork(Data(text.utf8), name: "net.json", folder: Self.folder)
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func namesUnusedArrays() throws {
    #expect(try describe("").notes.contains("array 'fc.weight' is not used"))
  }

  @Test func importModelGoesByTheExtension() {
    let error = #expect(throws: ImportError.self) { try importModel(contentsOf: "x.h5") }
    #expect(error?.description == "x.h5: not a model: expected a file called .onnx or .json")
  }

  @Test func mutationsAreRefusedOrRead() throws {
    let text = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/net.json"))
    for round in 0..<2_000 {
      var generator = SeededGenerator(seed: UInt64(round))
      _ = try? importNetwork(
        text.mutated(using: &generator), name: "mutated", folder: Self.folder)
    }
  }
}
