@testable import Exploration
import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@Suite("Orders of factors, padding")
struct PermutationFrontTests {
  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func frontEqualsBruteForce(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let d = Int.random(in: 2...3, using: &random)
    func factors() -> [Int] { (0..<d).map { _ in Int.random(in: 1...9, using: &random) } }
    let (m, n) = (factors(), factors())
    let rank = Int.random(in: 1...20, using: &random)
    let problem = LayerProblem(rows: m.reduce(1, *), columns: n.reduce(1, *), batch: 2)
    let found = try problem.permutationFront(rowFactors: m, columnFactors: n, rank: rank)
    var all: [LayerCandidate] = []
    for rowModes in permuted(m) {
      for columnModes in permuted(n) {
        let shape = try TTShape(rowModes: rowModes, columnModes: columnModes, uniformRank: rank)
        all.append(problem.candidate(shape, order: shape.bestOrder().cores))
      }
    }
    let objectives: Set<Measure> = [.parameters, .multiplyAccumulates, .peakScratch]
    let expected = LayerSearchTests.front(all, objectives)
    #expect(LayerSearchTests.front(found, objectives) == expected, "seed \(seed)")
    #expect(found.count == expected.count, "seed \(seed)")
  }

  private func permuted(_ list: [Int]) -> [[Int]] {
    guard list.count > 1 else { return [list] }
    return list.indices.flatMap { index in
      var rest = list
      let first = rest.remove(at: index)
      return permuted(rest).map { [first] + $0 }
    }
  }

  /// The order with the fewest parameters, of three layers at rank 8.
  @Test(arguments: [
    ([10, 6, 5], [4, 14, 14], "10x5x6:14x4x14:8", 0.51, 1.20),
    ([20, 10, 5], [8, 16, 16], "20x5x10:16x8x16:8", 0.47, 1.26),
    ([32, 16, 8], [14, 32, 56], "32x8x16:32x14x56:8", 0.44, 1.38),
  ])
  func fewestParameters(
    _ m: [Int], _ n: [Int], _ text: String, _ saved: Double, _ paid: Double
  ) throws {
    let problem = LayerProblem(rows: m.reduce(1, *), columns: n.reduce(1, *))
    let front = try problem.permutationFront(rowFactors: m, columnFactors: n, rank: 8)
    let aligned = try TTShape(rowModes: m, columnModes: n, uniformRank: 8)
    let least = try #require(front.min { $0.parameters < $1.parameters })
    let named = try TTShape(parsing: text)
    #expect(least.parameters == named.parameterCount)
    #expect(front[0].multiplyAccumulates == aligned.multiplyAccumulates(.rightToLeft))
    #expect(
      abs(1 - Double(least.parameters) / Double(aligned.parameterCount) - saved) < 0.006)
    #expect(
      abs(Double(least.multiplyAccumulates) / Double(front[0].multiplyAccumulates) - paid) < 0.006)
  }

  @Test func paddingFindsSmootherSizes() {
    #expect(PaddedSizes.candidates(for: 1009, share: 0.03) == [1009, 1010, 1012, 1020])
    #expect(PaddedSizes.candidates(for: 1024, share: 0) == [1024])
    #expect(PaddedSizes.candidates(for: 1, share: 0.5) == [1])
  }
}
