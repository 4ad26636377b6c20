import ConformanceSupport
import Foundation
import HandcarFormat
import ModelGraph
import SampleGraphs
import TestSupport
import Testing

@testable import ModelImport

/// What is exported comes back.
@Suite struct ExportTests {
  private static let samples = Result { try SampleGraphs.all() }

  /// What a node computes from which bits, whatever its values are called.
  private struct NodeContent: Equatable {
    let name: String
    let operation: ModelGraph.Operation
    let shapes: [[Int]]
    let constants: [Data]
  }

  private func content(_ graph: Graph) -> [NodeContent] {
    graph.nodes.map { node in
      let constants = node.inputs.compactMap { graph[$0].constant }
      return NodeContent(
        name: node.name, operation: node.operation, shapes: constants.map(\.shape),
        constants: constants.map { StoredElements.bytes(of: $0) })
    }
  }

  /// Every operation, sizes of every kind. Slopes and ε are Float32 in ONNX.
  @Test func everyOperationComputesTheSame() throws {
    for sample in try Self.samples.get() {
      let exported: ExportedModel
      do { exported = try ExportedModel(sample.graph) } catch {
        #expect(sample.name.hasPrefix("integers-"), "\(sample.name): \(error)")
        #expect(
          error.problems == [
            "node 'add.activation': ONNX cannot say 2.5 for values of type "
              + "\(sample.name.dropFirst(9))"
          ])
        continue
      }
      let imported = try importONNX(exported.onnx).graph
      let names = { (graph: Graph, ids: [Graph.ValueID]) in ids.map { "\(graph[$0].type)" } }
      #expect(
        names(imported, imported.inputs + imported.outputs)
          == names(sample.graph, sample.graph.inputs + sample.graph.outputs), "\(sample.name)")
      let inputs = sample.inputs(seed: 5)
      let expected = try Interpreter(sample.graph).run(inputs)
      let problem = difference(
        try Interpreter(imported).run(inputs), expected, relative: 1e-6, absolute: 1e-7)
      #expect(problem == nil, "\(sample.name)")
      // A second time nothing changes any more.
      let again = try ExportedModel(try imported.simplified())
      let third = try ExportedModel(try importONNX(again.onnx).graph.simplified())
      #expect(again.onnx == third.onnx, "\(sample.name)")
    }
  }

  @Test func simplifiedNetworksComeBackBitByBit() throws {
    let names = ["tt", "perceptron", "convolutions"]
    for sample in try Self.samples.get() where names.contains(where: sample.name.hasPrefix) {
      // A single core is an ordinary linear layer from then on.
      if sample.name.hasPrefix("tt1-") { continue }
      let graph = try sample.graph.simplified()
      let imported = try importONNX(try ExportedModel(graph).onnx)
      #expect(imported.notes.isEmpty)
      #expect(content(try imported.graph.simplified()) == content(graph), "\(sample.name)")
    }
  }

  @Test func theBatchStaysOpen() throws {
    for sample in try Self.samples.get() where sample.name.hasSuffix("-batch7") {
      let exported = try ExportedModel(sample.graph, batchName: "samples")
      #expect(exported.notes.isEmpty)
      let imported = try importONNX(exported.onnx, options: ONNXImportOptions(batch: 3))
      #expect(imported.batchName == "samples")
      let resized = try sample.graph.resized(toBatch: 3)
      #expect(
        try imported.graph.simplified().nodes.map(\.name) == resized.simplified().nodes.map(\.name))
      var generator = SeededGenerator(seed: 9)
      let x = resized.inputs.map { id in
        let type = resized[id].type
        return Tensor(generator.floats(type.count), shape: type.shape)
      }
      let problem = difference(
        try Interpreter(imported.graph).run(x), try Interpreter(resized).run(x), relative: 1e-12,
        absolute: 1e-12)
      #expect(problem == nil, "\(sample.name)")
    }
  }

  @Test func aBatchThatIsMovedIsFixed() throws {
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [2, 3]))
    graph.outputs = try graph.addNode(.transpose(permutation: [1, 0]), [x], name: "turned")
    let exported = try ExportedModel(graph, batchName: "batch")
    #expect(exported.notes.count == 1)
    let imported = try importONNX(exported.onnx)
    #expect(imported.batchName == nil)
    #expect(imported.graph[imported.graph.inputs[0]].type.shape == [2, 3])
  }

  @Test func refusalsNameTheNode() throws {
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [1, 1, 9]))
    let pool = Pool(
      kind: .maximum, kernel: [2], strides: [2], dilations: [1], paddingBefore: [0],
      paddingAfter: [0], outputSizes: [2])
    graph.outputs = try graph.addNode(.pool(pool), [x], name: "p")
    #expect(throws: ImportError("node 'p': ONNX has no rounding that makes windows of [2]")) {
      try ExportedModel(graph)
    }
    let folder = try TemporaryFolder()
    #expect(throws: ImportError.self) {
      try ExportedModel(try SampleGraphs.perceptron()).write(to: folder.path("net.pb"))
    }
    #expect(try folder.names().isEmpty)
  }

  /// A layer whose chain somebody changed is what its nodes say, and the user is told.
  @Test func aChangedChainIsNoted() throws {
    let graph = try SampleGraphs.tensorTrain(coreCount: 2, batch: 1, bias: false, seed: 3)
    var model = try ONNXModel(try ExportedModel(graph).onnx)
    let index = try #require(model.graph?.nodes.firstIndex { $0.operatorType == "MatMul" })
    let output = try #require(model.graph?.nodes[index].outputs[0])
    model.graph?.nodes[index].outputs = ["product"]
    model.graph?.nodes.insert(
      ONNXNode("Relu", name: "r", inputs: ["product"], outputs: [output], attributes: []),
      at: index + 1)
    var writer = WireWriter()
    model.write(to: &writer, version: 8)
    let imported = try importONNX(writer.data)
    #expect(imported.notes.count == 1 && imported.notes[0].contains("was the tensor train"))
    #expect(try imported.graph.simplified().nodes.count > 1)
  }

  // MARK: Arrays

  @Test func trainedArraysComeBack() throws {
    let graph = try SampleGraphs.tensorTrain(coreCount: 3, batch: 1, bias: true, seed: 8)
    let exported = try ExportedModel(graph)
    let name = graph.nodes[0].name
    #expect(
      exported.arrays.map(\.name)
        == ["\(name).core_0", "\(name).core_1", "\(name).core_2", "\(name).bias"])
    let folder = try TemporaryFolder()
    try exported.write(to: folder.path("net.onnx"))
    try exported.write(to: folder.path("net.safetensors"))
    let archive = try ArrayArchive(contentsOf: folder.path("net.safetensors"))
    for (name, tensor) in exported.arrays { #expect(try archive.tensor(name) == tensor) }

    // The cores stand for themselves too.
    let cores = try TTLayerCores(archive, layout: .handcar, layer: name)
    #expect(cores.cores == exported.arrays.prefix(3).map(\.tensor))

    let changed = exported.arrays.map {
      ($0.name, Tensor($0.tensor.floats.map { -2 * $0 }, shape: $0.tensor.shape))
    }
    let trained = try ArrayArchive(SafeTensors.bytes(of: changed), name: "trained")
    let imported = try importModel(
      contentsOf: folder.path("net.onnx"), options: ONNXImportOptions(weights: trained))
    let layer = try imported.graph.simplified()
    #expect(
      layer.nodes[0].inputs.dropFirst().map { layer[$0].constant } == changed.map(\.1))
  }

  @Test func arraysThatDoNotFitAreRefused() throws {
    let exported = try ExportedModel(try SampleGraphs.perceptron())
    func problems(_ arrays: [(String, Tensor)]) throws -> [String] {
      let weights = try ArrayArchive(SafeTensors.bytes(of: arrays), name: "w.safetensors")
      do {
        _ = try importONNX(exported.onnx, options: ONNXImportOptions(weights: weights))
        return []
      } catch { return error.problems }
    }
    let (name, tensor) = exported.arrays[0]
    #expect(try problems([(name, tensor)]).isEmpty)
    #expect(
      try problems([("other", tensor)])
        == ["an array is given for 'other', which is no initializer of the model"])
    let flat = try problems([(name, tensor.reshaped([tensor.count]))])
    #expect(flat.count == 1 && flat[0].contains("w.safetensors gives float32 of shape [128]"))
  }
}
