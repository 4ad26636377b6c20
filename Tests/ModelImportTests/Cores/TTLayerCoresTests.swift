import Foundation
import HandcarFormat
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@testable import ModelImport

@Suite struct TTLayerCoresTests {
  private static let libraries: [CoreLayout] = [.t3f, .tensorly, .torchtt]

  private func path(_ name: String) -> String { Goldens.path("ModelImportTests", name) }

  /// A network of one linear layer `fc` with a weight that must not matter.
  private func denseLayer(batch: Int, rows: Int, columns: Int, bias: Tensor?) throws -> Graph {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [batch, columns]))
    let weight = graph.addConstant(
      "w", Tensor([Float](repeating: .nan, count: rows * columns), shape: [rows, columns]))
    let biases = bias.map { [graph.addConstant("b", $0)] } ?? []
    graph.outputs = try graph.addNode(.linear(activation: nil), [x, weight] + biases, name: "fc")
    return graph
  }

  /// The norm of the difference relative to that of the expected values.
  private func relativeError(_ values: [Double], _ expected: [Double]) -> Double {
    let difference = zip(values, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (difference / expected.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  @Test(arguments: libraries, 1...6)
  func givesTheLibrarysOutputs(layout: CoreLayout, coreCount: Int) throws {
    for bias in ["bias", "nobias"] {
      let name = "\(layout)/d\(coreCount)-\(bias)"
      let cores = try TTLayerCores(
        contentsOf: path("\(name).npz"), layout: layout, layer: "fc")
      #expect(cores.shape.coreCount == coreCount && (cores.bias != nil) == (bias == "bias"))
      let io = try ArrayArchive(contentsOf: path("\(name).io.npz"))
      for batch in [1, 7] {
        var graph = try denseLayer(
          batch: batch, rows: cores.shape.rows, columns: cores.shape.columns, bias: nil)
        try graph.replaceLayer("fc", with: cores)
        let y = try Interpreter(graph).run([io.tensor("x\(batch)")])[0]
        let expected = try io.tensor("y\(batch)")
        #expect(y.shape == expected.shape)
        let error = relativeError(y.doubles, expected.doubles)
        #expect(error < 1e-5, "\(name), batch \(batch): relative error \(error)")
      }
    }
  }

  @Test func keepsTheLayersBiasAndActivation() throws {
    let cores = try TTLayerCores(
      contentsOf: path("tensorly/d3-nobias.npz"), layout: .tensorly, layer: "fc")
    let rows = cores.shape.rows
    let bias = Tensor((0..<rows).map { Float($0) - 5 }, shape: [rows])
    var graph = try denseLayer(batch: 7, rows: rows, columns: cores.shape.columns, bias: bias)
    graph.nodes[0].operation = .linear(activation: .relu)
    try graph.replaceLayer("fc", with: cores)
    let io = try ArrayArchive(contentsOf: path("tensorly/d3-nobias.io.npz"))
    let y = try Interpreter(graph).run([io.tensor("x7")])[0].doubles
    let expected = try io.tensor("y7").doubles.enumerated().map {
      max($0.element + bias.doubles[$0.offset % rows], 0)
    }
    #expect(relativeError(y, expected) < 1e-5)
  }

  @Test func picksTheLayerInAFileOfSeveral() throws {
    let file = path("tensorly/model.safetensors")
    let cores = try TTLayerCores(contentsOf: file, layout: .tensorly, layer: "fc2")
    let alone = try TTLayerCores(
      contentsOf: path("tensorly/d6-bias.npz"), layout: .tensorly, layer: "any")
    #expect(cores.cores == alone.cores && cores.bias == alone.bias)
    let error = #expect(throws: ImportError.self) {
      try TTLayerCores(contentsOf: file, layout: .tensorly, layer: "fc3")
    }
    #expect(
      error?.description.contains("(fc1.weight.factors.factor_, fc2.weight.factors.factor_)")
        == true)
  }

  @Test func wrongLayoutIsNoticed() throws {
    var graph = try denseLayer(batch: 1, rows: 20, columns: 24, bias: nil)
    let exchanged = try TTLayerCores(
      contentsOf: path("t3f/d3-nobias.npz"), layout: .handcar, layer: "fc")
    let error = #expect(throws: ImportError.self) { try graph.replaceLayer("fc", with: exchanged) }
    #expect(error?.description.contains("inputs and outputs are exchanged") == true)
    let biased = #expect(throws: ImportError.self) {
      try TTLayerCores(contentsOf: path("t3f/d3-bias.npz"), layout: .handcar, layer: "fc")
    }
    #expect(biased?.description.contains("check the layout of the cores") == true)
  }

  @Test func refusesOtherLayers() throws {
    let cores = try TTLayerCores(contentsOf: path("t3f/d3-bias.npz"), layout: .t3f, layer: "fc")
    var graph = try denseLayer(batch: 1, rows: 20, columns: 25, bias: nil)
    let sizes = #expect(throws: ImportError.self) { try graph.replaceLayer("fc", with: cores) }
    #expect(
      sizes?.description
        == "layer 'fc' maps 25 inputs to 20 outputs, but the cores map 24 ([3, 2, 4]) to 20 ([2, 5, 2])"
    )
    let missing = #expect(throws: ImportError.self) { try graph.replaceLayer("fc9", with: cores) }
    #expect(missing?.description == "no layer 'fc9'; the linear layers are fc")
    graph.nodes[0].operation = .identity
    let other = #expect(throws: ImportError.self) { try graph.replaceLayer("fc", with: cores) }
    #expect(other?.description.contains("'fc' is not linear") == true)
  }
}

@Suite struct CoreNamesTests {
  @Test(
    arguments: [
      (["core_1", "core_0", "bias"], ["core_0", "core_1"], "bias"),
      (["core_1", "core_2"], ["core_1", "core_2"], nil),
      (["core_10", "core_9"] + (1...8).map { "core_\($0)" }, (1...10).map { "core_\($0)" }, nil),
      (["matrix/core_0:0", "matrix/core_1:0", "b"], ["matrix/core_0:0", "matrix/core_1:0"], "b"),
      (["cores.0", "cores.1", "bias"], ["cores.0", "cores.1"], "bias"),
      (["arr_0"], ["arr_0"], nil),
      (["fc.cores.0", "fc.bias", "x.cores.0", "x.bias", "conv.weight"], ["fc.cores.0"], "fc.bias"),
    ] as [([String], [String], String?)])
  func finds(names: [String], cores: [String], bias: String?) throws {
    let found = try CoreNames(names, layer: "fc", file: "x.npz")
    #expect(found.cores == cores && found.bias == bias)
  }

  @Test(
    arguments: [
      ([], "called like a core"), (["weight", "bias"], "called like a core"),
      (["core_0", "core_2"], "not numbered from 0 or 1"), (["core_2"], "not numbered"),
      (["core_0", "core_00"], "not numbered"), (["core_0", "bias", "b"], "two biases"),
      (["core_0", "scale"], "'scale' is neither"), (["a.0", "b.0"], "cores of several layers"),
      (["core_0", "core_9223372036854775807"], "'core_9223372036854775807' is neither"),
      ((0..<17).map { "core_\($0)" }, "17 cores"),
    ] as [([String], String)])
  func refuses(names: [String], problem: String) {
    let error = #expect(throws: ImportError.self) {
      try CoreNames(names, layer: "fc", file: "x.npz")
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }
}
