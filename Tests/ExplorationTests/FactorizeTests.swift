import Exploration
import HandcarFormat
import LinearAlgebra
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@Suite("Factorizing a network")
struct FactorizeTests {
  /// 48 → 24 (ReLU, bias) → 10 (no bias), batch 2.
  private func network(_ random: inout SeededGenerator) throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [2, 48]))
    let w1 = graph.addConstant("w1", Tensor(random.floats(24 * 48), shape: [24, 48]))
    let b1 = graph.addConstant("b1", Tensor(random.floats(24), shape: [24]))
    let h = try graph.addNode(.linear(activation: .relu), [x, w1, b1], name: "fc1")
    let w2 = graph.addConstant("w2", Tensor(random.floats(240), shape: [10, 24]))
    let y = try graph.addNode(.linear(activation: nil), [h[0], w2], name: "fc2")
    graph.outputs = y
    return graph
  }

  @Test(arguments: [DecompositionPrecision.float, .double])
  func fullRankLeavesTheNetworkUnchanged(_ precision: DecompositionPrecision) throws {
    var random = SeededGenerator(seed: 1)
    let graph = try network(&random)
    let plan = Plan(layers: [
      "fc1": try LayerChoice(parsing: "4x6:6x8:1000"),
      "fc2": try LayerChoice(parsing: "5x2:4x6:99"),
    ])
    let (factorized, reports) = try factorize(graph, plan: plan, precision: precision)
    try factorized.validate()
    #expect(reports.map(\.layer.name) == ["fc1", "fc2"])
    for report in reports {
      guard case .tensorTrain(let shape, let error) = report.outcome else {
        Issue.record("\(report.layer) stayed dense")
        continue
      }
      #expect(error < 1e-6)
      #expect(report.parameterCount == shape.parameterCount)
      #expect(report.denseParameterCount == report.layer.rows * report.layer.columns)
    }
    // The cores multiply to the weights; bias, activation and names stay.
    let node = factorized.nodes[0]
    guard case .ttLinear(let shape, .relu?) = node.operation else {
      Issue.record("not a tensor train")
      return
    }
    #expect(node.name == "fc1" && node.inputs.count == 4)
    #expect(
      node.inputs[0] == graph.nodes[0].inputs[0] && node.inputs[3] == graph.nodes[0].inputs[2])
    let cores = node.inputs[1...2].map { factorized[$0].constant?.doubles ?? [] }
    let dense = try TTMatrix(shape: shape, cores: Array(cores)).reconstructed()
    let weights = graph[graph.nodes[0].inputs[1]].constant?.doubles ?? []
    #expect(zip(dense.elements, weights).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(factorized[graph.nodes[0].inputs[1]].constant == nil)
  }

  @Test func reportsTheWeightErrorAndLeavesTheRestAlone() throws {
    var random = SeededGenerator(seed: 2)
    let graph = try network(&random)
    let plan = Plan(layers: ["fc1": try LayerChoice(parsing: "4x6:6x8:5")])
    let (factorized, reports) = try factorize(graph, plan: plan)
    guard case .tensorTrain(let shape, let error) = reports[0].outcome else {
      Issue.record("fc1 stayed dense")
      return
    }
    let cores = (1...2).map { factorized[factorized.nodes[0].inputs[$0]].constant?.doubles ?? [] }
    let dense = try TTMatrix(shape: shape, cores: cores).reconstructed()
    let weights = graph[graph.nodes[0].inputs[1]].constant?.doubles ?? []
    let difference = zip(dense.elements, weights).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let norm = weights.reduce(0) { $0 + $1 * $1 }
    #expect(abs((difference / norm).squareRoot() - error) < 1e-6)
    #expect(reports[1].outcome == .dense(reason: "not asked for"))
    #expect(factorized.nodes[1].operation == graph.nodes[1].operation)
    #expect(reports[1].parameterCount == 240)
  }

  @Test func proposesByRankAndByError() throws {
    var random = SeededGenerator(seed: 3)
    let graph = try network(&random)
    let byRank = Plan(for: graph, rank: 2)
    #expect(byRank.layers.count == 2)
    let (_, reports) = try factorize(graph, plan: byRank)
    for report in reports where report.shape != nil {
      #expect(report.parameterCount < report.denseParameterCount)
      #expect(report.multiplyAccumulates < report.denseMultiplyAccumulates)
    }
    let hopeless = Plan(for: graph, rank: 1_000)
    #expect(hopeless.layers == ["fc1": .dense, "fc2": .dense])
    #expect(hopeless.reasons["fc1"]?.contains("24×48") == true)

    // Random weights have no small ranks at a small error: the layers stay dense, and say why.
    let byError = Plan(for: graph, relativeError: 0.001)
    let (same, dense) = try factorize(graph, plan: byError)
    for report in dense {
      guard case .dense(let reason) = report.outcome else {
        Issue.record("\(report.layer) was factorized")
        continue
      }
      #expect(reason.contains("relative error of 0.001") || reason.contains("costs less"))
    }
    #expect(same.nodes.map(\.operation) == graph.nodes.map(\.operation))
  }

  @Test func errorsNameTheLayerAndWhatThereIs() throws {
    var random = SeededGenerator(seed: 4)
    var graph = try network(&random)
    let unknown = #expect(throws: ExplorationError.self) {
      try factorize(graph, plan: Plan(layers: ["fc9": .dense]))
    }
    #expect(unknown?.description.contains("'fc9'") == true)
    #expect(unknown?.description.contains("fc1 (24×48), fc2 (10×24)") == true)

    for text in ["4x6:6x9:2", "4x6:6x9:epsilon=0.5"] {
      let choice = try LayerChoice(parsing: text)
      let wrong = #expect(throws: ExplorationError.self) {
        try factorize(graph, plan: Plan(layers: ["fc1": choice]))
      }
      #expect(wrong?.description.contains("24 outputs and 48 inputs") == true)
      #expect(wrong?.description.contains("24 and 54") == true)
    }

    graph[graph.nodes[1].inputs[1]].constant = Tensor(
      [Float](repeating: .infinity, count: 240), shape: [10, 24])
    let shape = try LayerChoice(parsing: "5x2:4x6:2")
    let infinite = #expect(throws: ExplorationError.self) {
      try factorize(graph, plan: Plan(layers: ["fc2": shape]))
    }
    #expect(infinite?.description.contains("'fc2'") == true)
  }
}
