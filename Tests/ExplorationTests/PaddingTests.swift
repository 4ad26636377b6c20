import HandcarFormat
import LinearAlgebra
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@testable import Exploration

@Suite("Padding of awkward sizes")
struct PaddingTests {
  /// 23 → 13 (ReLU, with or without bias), batch 3: primes.
  private func network(hasBias: Bool, seed: UInt64) throws -> Graph {
    var random = SeededGenerator(seed: seed)
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [3, 23]))
    let w = graph.addConstant("w", Tensor(random.floats(13 * 23), shape: [13, 23]))
    let b = graph.addConstant("b", Tensor(random.floats(13), shape: [13]))
    let h = try graph.addNode(
      .linear(activation: .relu), hasBias ? [x, w, b] : [x, w], name: "fc")
    graph.outputs = try graph.addNode(.activation(.tanh), [h[0]], name: "tanh")
    return graph
  }

  private func outputs(_ graph: Graph) throws -> [Double] {
    var random = SeededGenerator(seed: 99)
    return try Interpreter(graph).run([Tensor(random.floats(69), shape: [3, 23])])[0].doubles
  }

  @Test(
    arguments: ["2x7:4x6:1000", "7x2:3x8:3", "2x7:1x23:3", "13x1:2x12:2", "4x4:5x5:epsilon=0.9"],
    [true, false])
  func computesTheCornerOfTheRebuiltMatrix(_ text: String, _ hasBias: Bool) throws {
    let graph = try network(hasBias: hasBias, seed: 1)
    var plan = Plan(layers: ["fc": try LayerChoice(parsing: text)])
    plan.padded = ["fc"]
    let (factorized, reports) = try factorize(graph, plan: plan, precision: .double)
    try factorized.validate()
    let shape = try #require(reports[0].shape)
    // The dense network with the corner of the train that the same decomposition of the padded matrix
    // rebuilds.
    let weights = try #require(graph[graph.nodes[0].inputs[1]].constant).doubles
    var padded = Matrix<Double>(zerosOfRows: shape.rows, columns: shape.columns)
    for row in 0..<13 { for column in 0..<23 { padded[row, column] = weights[row * 23 + column] } }
    let dense = try TTMatrix.decompose(padded, shape: shape).matrix.reconstructed()
    var expected = graph
    let corner = (0..<13).flatMap { row in (0..<23).map { Float(dense[row, $0]) } }
    expected[graph.nodes[0].inputs[1]].constant = Tensor(corner, shape: [13, 23])
    let (a, b) = (try outputs(expected), try outputs(factorized))
    #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 }, "\(text)")
    #expect(factorized[factorized.outputs[0]].type.shape == [3, 13])
  }

  @Test func fitsPaddedLayersToTheirInputs() throws {
    let graph = try network(hasBias: true, seed: 2)
    var random = SeededGenerator(seed: 3)
    // Inputs vary along a few directions only, which full weights do not show.
    let basis = Matrix(rows: 4, columns: 23, elements: random.floats(92))
    let samples = Matrix(rows: 300, columns: 4, elements: random.floats(1200)) * basis
    let calibration = try Calibration(
      of: graph, samples: [Tensor(samples.elements, shape: [300, 23])])
    var plan = Plan(layers: ["fc": try LayerChoice(parsing: "14x1:1x24:4")])
    plan.padded = ["fc"]
    let (factorized, reports) = try factorize(graph, plan: plan, calibration: calibration)
    try factorized.validate()
    #expect(try #require(reports[0].outputError) < 0.05)
  }

  @Test func isRefusedUnlessAskedFor() throws {
    let graph = try network(hasBias: true, seed: 4)
    var plan = Plan(layers: ["fc": try LayerChoice(parsing: "2x7:4x6:2")])
    #expect(throws: ExplorationError.self) { try factorize(graph, plan: plan) }
    plan.padded = ["fc"]
    // No smaller, and not more than twice the size.
    for text in ["3x4:4x6:2", "2x7:2x11:2", "2x14:4x6:2", "2x7:6x8:2"] {
      plan.layers["fc"] = try LayerChoice(parsing: text)
      #expect(throws: ExplorationError.self) { try factorize(graph, plan: plan) }
    }
    #expect(try Plan(json: plan.json) == plan)
  }

  /// A prime has no other train than the two of rank R; with padding there are more, none of them
  /// worse than what is promised.
  @Test func searchFindsBetterShapes() throws {
    var random = SeededGenerator(seed: 5)
    // A Kronecker product, cut to primes: nearly a train of rank 1 once it is filled up again.
    let (a, b) = (
      Matrix(rows: 6, columns: 6, elements: random.floats(36)),
      Matrix(rows: 8, columns: 8, elements: random.floats(64))
    )
    let elements = (0..<47 * 47).map { index in
      let (i, j) = (index / 47, index % 47)
      return a[i / 8, j / 8] * b[i % 8, j % 8]
    }
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [1, 47]))
    let w = graph.addConstant("w", Tensor(elements, shape: [47, 47]))
    graph.outputs = try graph.addNode(.linear(activation: nil), [x, w], name: "fc")
    var search = NetworkSearch(.ratio(10))
    search.layerOptions.needsLessTime = false
    let plain = try search.explore(graph)
    search.paddingShare = 0.1
    let padded = try search.explore(graph)
    #expect(plain.recommended.plan.padded.isEmpty)
    #expect(padded.recommended.plan.padded == ["fc"])
    let (before, after) = (
      plain.recommended.candidate.predictedLoss, padded.recommended.candidate.predictedLoss
    )
    #expect(after < before / 2, "\(before) \(after)")
    let (_, reports) = try factorize(graph, plan: padded.recommended.plan)
    guard case .tensorTrain(_, let error) = reports[0].outcome else {
      Issue.record("fc stayed dense")
      return
    }
    let option = padded.recommended.candidate.options[0]
    #expect(error <= option.predictedError + 1e-6)
    // Dense is what the layer is, not what it is filled up to.
    #expect(padded.layers[0].options[0].candidate.parameters == 47 * 47)
    for problem in padded.layers[0].families[0].padded {
      #expect(problem.dense.parameters == 47 * 47 && problem.rows * problem.columns > 47 * 47)
    }
  }
}
