import Foundation
import HandcarFormat
import LinearAlgebra
import ModelGraph
import TestSupport
import Testing

@testable import Exploration

@Suite("Network search")
struct NetworkSearchTests {
  /// 24→32→6 with nearly low-rank weights, and 64 samples.
  private struct Network {
    var graph = Graph(name: "net")
    let samples: Tensor
    let labels: [Int]

    init(seed: UInt64) throws {
      var random = SeededGenerator(seed: seed)
      let x = graph.addInput("x", TensorType(.float32, [4, 24]))
      let (a, b) = (
        Matrix(rows: 32, columns: 3, elements: random.floats(96)),
        Matrix(rows: 3, columns: 24, elements: random.floats(72))
      )
      let noise = random.floats(32 * 24)
      let w1 = zip((a * b).elements, noise).map { $0 + 0.05 * $1 }
      let h = try graph.addNode(
        .linear(activation: .relu), [x, graph.addConstant("w1", Tensor(w1, shape: [32, 24]))],
        name: "fc1")
      graph.outputs = try graph.addNode(
        .linear(activation: nil),
        [h[0], graph.addConstant("w2", Tensor(random.floats(192), shape: [6, 32]))], name: "fc2")
      samples = Tensor(random.floats(64 * 24), shape: [64, 24])
      let outputs = try Interpreter(graph).run(samples: [samples])[0].doubles
      labels = (0..<64).map { sample in
        let scores = outputs[sample * 6..<(sample + 1) * 6]
        return scores.firstIndex(of: scores.max()!)! - sample * 6
      }
    }

    func search(_ constraint: NetworkConstraint) -> NetworkSearch {
      var search = NetworkSearch(constraint)
      // Small layers gain nothing in time.
      search.layerOptions.needsLessTime = false
      search.samples = NetworkSamples(count: 64, labels: labels) { graph, range in
        let size = 24
        let part = Array(samples.floats[range.lowerBound * size..<range.upperBound * size])
        return try Interpreter(graph).run(samples: [Tensor(part, shape: [range.count, size])])
      }
      return search
    }
  }

  @Test func keepsWithinARatio() throws {
    let network = try Network(seed: 1)
    let found = try network.search(.ratio(3)).explore(network.graph)
    let best = try #require(found.recommended.evaluation)
    #expect(found.dense.parameters == 24 * 32 + 192)
    #expect(best.figures.parameters * 3 <= found.dense.parameters)
    // The first layer is nearly of rank 3.
    #expect(best.change.agreement ?? 0 > 0.8)
    #expect(found.front[0].isDense && found.evaluated.count > 3)
    #expect(found.denseChange?.accuracy == 1 && found.denseChange?.loss == 0)
    #expect(found.rankCorrelation ?? 0 > 0.5)
    // What was measured is what the plan makes.
    let calibration = try Calibration(
      of: network.graph, sampleCount: 48, evaluate: network.search(.ratio(3)).samples!.evaluate)
    let (graph, reports) = try factorize(
      network.graph, plan: found.recommended.plan, calibration: calibration)
    #expect(GraphStatistics(graph).parameterCount == best.figures.parameters)
    #expect(reports == best.reports)
  }

  @Test func findsTheCheapestWithinADrop() throws {
    let network = try Network(seed: 2)
    let found = try network.search(.maximumDrop(0.1)).explore(network.graph)
    let best = try #require(found.recommended.evaluation)
    #expect(best.change.drop <= 0.1)
    let cost = best.figures.mixedCost(dense: found.dense)
    for other in found.evaluated where other.change.drop <= 0.1 {
      #expect(other.figures.mixedCost(dense: found.dense) >= cost)
    }
  }

  @Test func staysDenseWhereThatIsBest() throws {
    let network = try Network(seed: 3)
    let found = try network.search(.ratio(1)).explore(network.graph)
    #expect(found.recommended.candidate.isDense)
    #expect(found.recommended.plan.layers == ["fc1": .dense, "fc2": .dense])
    #expect(found.recommended.reason.contains("dense"))
  }

  @Test func saysWhatCannotBe() throws {
    let network = try Network(seed: 4)
    let error = #expect(throws: ExplorationError.self) {
      try network.search(.maximumMultiplyAdds(3)).explore(network.graph)
    }
    #expect(error?.description.contains("at most 3 multiply-adds") == true)
    #expect(throws: ExplorationError.self) {
      try NetworkSearch(.maximumDrop(0.1)).explore(network.graph)
    }
  }

  @Test func goesByWeightsWithoutSamples() throws {
    let network = try Network(seed: 5)
    var search = NetworkSearch(.ratio(2))
    search.layerOptions.needsLessTime = false
    let found = try search.explore(network.graph)
    #expect(found.evaluated.isEmpty && found.rankCorrelation == nil)
    #expect(found.recommended.candidate.figures.parameters * 2 <= found.dense.parameters)
    #expect(found.recommended.plan.fitted == [])
  }
}

@Suite("Output change")
struct OutputChangeTests {
  @Test func isWhatWasComputedByHand() {
    let old = Tensor([0, log(3.0), 2, 0].map { Float($0) }, shape: [2, 2])
    let new = Tensor([log(3.0), 0, 2, 0].map { Float($0) }, shape: [2, 2])
    let change = OutputChange(
      reference: [old], outputs: [new], labels: [0, 0], answer: .scores)
    #expect(change.agreement == 0.5)
    #expect(change.accuracy == 1 && change.denseAccuracy == 0.5 && change.drop == -0.5)
    // ¾ ln(¾ / ¼) + ¼ ln(¼ / ¾) for the first sample.
    #expect(abs(change.divergence! - log(3.0) / 4) < 1e-6)
    let norm = (log(3.0) * log(3.0) + 4).squareRoot()
    #expect(abs(change.relativeError - log(3.0) * 2.0.squareRoot() / norm) < 1e-6)
    let numbers = OutputChange(reference: [old], outputs: [new], labels: nil, answer: .numbers)
    #expect(
      numbers.agreement == nil && numbers.loss == numbers.relativeError * numbers.relativeError)
    #expect(numbers.drop == numbers.relativeError)
  }

  @Test func knowsProbabilities() {
    let old = Tensor([0.25, 0.75], shape: [1, 2])
    let new = Tensor([0.5, 0.5], shape: [1, 2])
    let change = OutputChange(
      reference: [old], outputs: [new], labels: nil, answer: .probabilities)
    #expect(abs(change.divergence! - (0.25 * log(0.5) + 0.75 * log(1.5))) < 1e-6)
  }
}
