import Exploration
import HandcarFormat
import LinearAlgebra
import ModelGraph
import TestSupport
import Testing

@Suite("Calibration")
struct CalibrationTests {
  private func network(_ random: inout SeededGenerator) throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [4, 12]))
    let w1 = graph.addConstant("w1", Tensor(random.floats(16 * 12), shape: [16, 12]))
    let h = try graph.addNode(.linear(activation: .relu), [x, w1], name: "fc1")
    let w2 = graph.addConstant("w2", Tensor(random.floats(160), shape: [10, 16]))
    let b2 = graph.addConstant("b2", Tensor(random.floats(10), shape: [10]))
    graph.outputs = try graph.addNode(.linear(activation: nil), [h[0], w2, b2], name: "fc2")
    return graph
  }

  @Test func seesTheInputsOfEachLayer() throws {
    var random = SeededGenerator(seed: 1)
    let graph = try network(&random)
    let x = random.floats(30 * 12)
    let found = try Calibration(of: graph, samples: [Tensor(x, shape: [30, 12])])
    #expect(Set(found.statistics.keys) == ["fc1", "fc2"])
    let first = try #require(found.statistics["fc1"])
    #expect(first.sampleCount == 30 && first.columns == 12)
    #expect(
      abs(first.mean[5] - (0..<30).reduce(0) { $0 + Double(x[$1 * 12 + 5]) } / 30) < 1e-7)
    // The second layer sees the first one's outputs, all of them positive.
    let second = try #require(found.statistics["fc2"])
    #expect(second.columns == 16)
    #expect(second.mean.allSatisfy { $0 >= 0 })
    let one = try Calibration(of: graph, layers: ["fc2"], samples: [Tensor(x, shape: [30, 12])])
    #expect(Set(one.statistics.keys) == ["fc2"])
    #expect(one.statistics["fc2"]?.mean == second.mean)
  }

  @Test func calibratedLayersKeepTheMeanAndImproveTheOutputs() throws {
    var random = SeededGenerator(seed: 2)
    let graph = try network(&random)
    // Inputs that vary little in most directions.
    let x = (0..<64).flatMap { _ in
      let z = random.floats(2)
      return (0..<12).map {
        z[0] + Float($0) * 0.2 * z[1] + Float.random(in: 0...0.2, using: &random)
      }
    }
    let samples = Tensor(x, shape: [64, 12])
    let plan = Plan(layers: [
      "fc1": try LayerChoice(parsing: "4x4:3x4:3"), "fc2": try LayerChoice(parsing: "5x2:4x4:3"),
    ])
    let calibration = try Calibration(of: graph, samples: [samples])
    let (fitted, reports) = try factorize(graph, plan: plan, calibration: calibration)
    let (plain, plainReports) = try factorize(graph, plan: plan)
    try fitted.validate()
    let reference = try Interpreter(graph).run(samples: [samples])[0].doubles
    func error(_ graph: Graph) throws -> Double {
      let outputs = try Interpreter(graph).run(samples: [samples])[0].doubles
      return zip(outputs, reference).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(try error(fitted) < error(plain) / 2)
    // The layer without a bias has one now.
    #expect(fitted.nodes[0].inputs.count == 4)
    for (report, other) in zip(reports, plainReports) {
      guard case .tensorTrain(let shape, let error) = report.outcome,
        case .tensorTrain(shape, let plainError) = other.outcome,
        let outputError = report.outputError, other.outputError == nil
      else {
        Issue.record("\(report.layer) is not calibrated")
        continue
      }
      #expect(error >= plainError - 1e-6)
      #expect(outputError < 1)
    }
    let wrong = Calibration(statistics: ["fc1": InputStatistics(samples: [1, 2], columns: 2)])
    #expect(throws: ExplorationError.self) {
      try factorize(graph, plan: plan, calibration: wrong)
    }
  }
}
