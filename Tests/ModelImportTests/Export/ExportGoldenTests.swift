import ConformanceSupport
import Foundation
import HandcarFormat
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@testable import ModelImport

/// An exported network in ONNX Runtime, whose outputs Tools/goldens/onnx_export.py wrote.
/// `HANDCAR_UPDATE_SNAPSHOTS=1 swift test` rewrites the network; the script then makes the rest anew.
@Suite struct ExportGoldenTests {
  private static func path(_ name: String) -> String {
    Goldens.path("ModelImportTests", "export/\(name)")
  }

  private static let shape = Result {
    try TTShape(rowModes: [2, 3, 4], columnModes: [4, 3, 3], ranks: [1, 3, 2, 1])
  }

  /// Convolution, pool, batch normalization, a tensor train of three cores, a linear layer, softmax.
  private static func network() throws -> Graph {
    var generator = SeededGenerator(seed: 21)
    var graph = Graph(name: "sample")
    func constant(_ name: String, _ shape: [Int]) -> Graph.ValueID {
      graph.addConstant(name, Tensor(generator.floats(shape.reduce(1, *)), shape: shape))
    }
    var x = graph.addInput("image", TensorType(.float32, [1, 2, 6, 6]))
    x = try graph.addNode(
      .convolution(
        Convolution(
          kernel: [3, 3], strides: [1, 1], dilations: [1, 1], paddingBefore: [1, 1],
          paddingAfter: [1, 1], activation: .relu)),
      [x, constant("conv.weight", [4, 2, 3, 3]), constant("conv.bias", [4])], name: "conv")[0]
    let variance = graph.addConstant("norm.variance", Tensor([0.5, 1, 2, 3], shape: [4]))
    x = try graph.addNode(
      .batchNormalization(epsilon: 0x1p-10),
      [x] + ["scale", "bias", "mean"].map { constant("norm.\($0)", [4]) } + [variance],
      name: "norm")[0]
    x = try graph.addNode(
      .pool(
        Pool(
          kind: .maximum, kernel: [2, 2], strides: [2, 2], dilations: [1, 1],
          paddingBefore: [0, 0], paddingAfter: [0, 0], outputSizes: [3, 3])), [x], name: "pool")[0]
    x = try graph.addNode(.reshape([1, 36]), [x], name: "flatten")[0]
    let shape = try shape.get()
    let cores = (0..<3).map { constant("c\($0)", shape.coreExtents($0)) }
    x = try graph.addNode(
      .ttLinear(shape, activation: .leakyRelu(slope: 0.25)), [x] + cores + [constant("b", [24])],
      name: "fc1")[0]
    x = try graph.addNode(
      .linear(activation: nil), [x, constant("fc2.weight", [5, 24]), constant("fc2.bias", [5])],
      name: "fc2")[0]
    graph.outputs = try graph.addNode(.softmax(axis: 1), [x], name: "probabilities")
    return graph
  }

  @Test func theFileIsTheOneThatWasChecked() throws {
    let bytes = try ExportedModel(try Self.network(), batchName: "batch").onnx
    let file = URL(fileURLWithPath: Self.path("exported.onnx"))
    if ProcessInfo.processInfo.environment["HANDCAR_UPDATE_SNAPSHOTS"] == "1" {
      try bytes.write(to: file)
    }
    #expect(try Data(contentsOf: file) == bytes)
  }

  @Test(arguments: ["", "edited_"])
  func agreesWithONNXRuntime(_ prefix: String) throws {
    let imported = try importONNX(
      contentsOf: Self.path(prefix.isEmpty ? "exported.onnx" : "edited.onnx"),
      options: ONNXImportOptions(batch: 5))
    #expect(imported.notes.isEmpty)
    let graph = try imported.graph.simplified(by: Pass.beforeFactorization).graph
    let layer = try #require(graph.nodes.first { $0.name == "fc1" })
    #expect(layer.operation == .ttLinear(try Self.shape.get(), activation: .leakyRelu(slope: 0.25)))
    let x = try NumPyArray(contentsOf: Self.path("input.npy")).tensor()
    let expected = try NumPyArray(contentsOf: Self.path(prefix + "outputs.npy")).tensor()
    for network in [imported.graph, graph] {
      let output = try Interpreter(network).run([x])[0]
      #expect(difference(output, expected, relative: 1e-5, absolute: 1e-6) == nil)
    }
  }
}
