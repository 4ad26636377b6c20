import LinearAlgebra
import ModelGraph
import TestSupport
import Testing

@testable import Exploration

@Suite("Network front")
struct NetworkFrontTests {
  private func front(
    _ name: String, _ rows: Int, _ columns: Int, _ random: inout SeededGenerator
  ) throws -> LayerFront {
    let matrix = Matrix(rows: rows, columns: columns, elements: random.floats(rows * columns))
    var problem = LayerProblem(rows: rows, columns: columns)
    problem.spectra = try SpectralOracle().table(of: matrix)
    var options = SearchOptions.exact
    options.needsLessTime = false
    options.largestFront = 12
    let family = LayerFamily(
      isFitted: false, problem: problem, exploration: problem.explore(options))
    let layer = LinearLayer(name: name, rows: rows, columns: columns, nodeIndex: 0)
    return LayerFront(layer, families: [family])
  }

  /// Against every combination.
  @Test func losesNoOptimum() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<6 {
      let sizes = [4, 6, 8, 9, 12]
      let layers = try (0..<3).map {
        try front("fc\($0)", sizes.randomElement(using: &random)!, 12, &random)
      }
      var dense = NetworkFigures(Graph(), timeModel: CostModel())
      for layer in layers {
        dense.parameters += layer.options[0].candidate.parameters
        dense.multiplyAdds += layer.options[0].candidate.multiplyAccumulates
        dense.time += layer.options[0].candidate.time
      }
      func measures(_ choice: [Int]) -> (parameters: Int, loss: Double) {
        let options = zip(layers, choice).map { $0.options[$1] }
        return (
          options.reduce(0) { $0 + $1.candidate.parameters },
          options.reduce(0) { $0 + $1.predictedLoss }
        )
      }
      var all = [[Int]()]
      for layer in layers {
        all = all.flatMap { choice in layer.options.indices.map { choice + [$0] } }
      }
      // The smallest loss within each number of parameters, where it is a new one.
      var expected: [(parameters: Int, loss: Double)] = []
      for point in all.map(measures).sorted(by: {
        ($0.parameters, $0.loss) < ($1.parameters, $1.loss)
      })
      where point.loss < (expected.last?.loss ?? .infinity) - 1e-12 {
        expected.append(point)
      }
      let found = NetworkFront(layers: layers, dense: dense, limit: .max).front((1, 0, 0))
        .map(measures)
      #expect(found.count >= expected.count, "seed 11")
      for point in expected {
        #expect(
          found.contains { $0.parameters == point.parameters && abs($0.loss - point.loss) < 1e-9 },
          "seed 11: \(point)")
      }
    }
  }

  @Test func keepsTheDenseNetwork() throws {
    var random = SeededGenerator(seed: 12)
    let layers = try (0..<2).map { try front("fc\($0)", 8, 12, &random) }
    var dense = NetworkFigures(Graph(), timeModel: CostModel())
    dense.parameters = 500
    let candidates = NetworkFront(layers: layers, dense: dense).candidates()
    #expect(candidates[0].isDense && candidates[0].figures == dense)
    #expect(
      zip(candidates, candidates.dropFirst()).allSatisfy { $0.predictedLoss <= $1.predictedLoss })
    for candidate in candidates {
      let saved = candidate.options.reduce(0) { $0 + 96 - $1.candidate.parameters }
      #expect(candidate.figures.parameters == 500 - saved)
    }
  }
}

@Suite("Sensitivity curve")
struct SensitivityCurveTests {
  private typealias Trial = SensitivityCurve.Trial

  @Test func interpolatesInTheSquare() {
    let curve = SensitivityCurve([Trial(error: 0.4, loss: 0.5), Trial(error: 0.2, loss: 0.02)])
    #expect(curve.loss(at: 0) == 0)
    #expect(abs(curve.loss(at: 0.1) - 0.005) < 1e-12)
    #expect(abs(curve.loss(at: 0.2) - 0.02) < 1e-12)
    // 0.1 lies a half of the way from 0.04 to 0.16.
    #expect(abs(curve.loss(at: 0.1.squareRoot()) - 0.26) < 1e-12)
    #expect(abs(curve.loss(at: 0.8) - 2) < 1e-12)
    #expect(SensitivityCurve([]).loss(at: 0.3) == 0.3 * 0.3)
  }

  @Test func neverFalls() {
    var random = SeededGenerator(seed: 13)
    for _ in 0..<200 {
      let trials = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        Trial(
          error: Double.random(in: 0.01...1, using: &random),
          loss: Double.random(in: 0...2, using: &random))
      }
      let curve = SensitivityCurve(trials)
      let losses = (0...150).map { curve.loss(at: Double($0) / 100) }
      #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 }, "seed 13: \(trials)")
    }
  }

  @Test func averagesNoiseAway() {
    let curve = SensitivityCurve([
      Trial(error: 0.1, loss: 1), Trial(error: 0.3, loss: 0), Trial(error: 0.5, loss: 2),
    ])
    #expect(curve.points.map(\.loss) == [0, 0.5, 2])
  }
}

@Suite("Rank correlation")
struct RankCorrelationTests {
  /// 1 − 6 Σ d² / (n (n² − 1)) where no values are equal.
  @Test func agreesWithTheDifferencesOfRanks() {
    #expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 40]) == 1)
    #expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
    // d = 2, 0, 1, 1, 4
    let expected = 1 - 6.0 * 22 / (5 * 24)
    #expect(abs(rankCorrelation([1, 2, 3, 4, 5], [30, 20, 40, 50, 10])! - expected) < 1e-12)
    #expect(rankCorrelation([1, 1], [2, 3]) == nil)
    #expect(rankCorrelation([], []) == nil)
    // Ranks 0, 1½, 1½, 3 and 0, 1, 2, 3.
    #expect(abs(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])! - 4.5 / 22.5.squareRoot()) < 1e-12)
  }
}
