@testable import Exploration
import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@Suite("Orders of factors, padding, convolutions")
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

  @Test func convolutionsCountAsThreeConvolutions() throws {
    let space = ConvolutionSpace(
      inputChannels: 16, outputChannels: 24, kernelArea: 9, inputPixels: 100, outputPixels: 64)
    let candidate = space.candidate(inputRank: 4, outputRank: 6)
    #expect(candidate.parameters == 16 * 4 + 9 * 4 * 6 + 6 * 24)
    #expect(candidate.multiplyAccumulates == 100 * 16 * 4 + 64 * (9 * 4 * 6 + 6 * 24))
    #expect(space.inputRankCap == 16 && space.outputRankCap == 24)
    let narrow = ConvolutionSpace(
      inputChannels: 3, outputChannels: 64, kernelArea: 9, inputPixels: 1, outputPixels: 1)
    #expect(narrow.inputRankCap == 3 && narrow.outputRankCap == 27)
  }

  @Test func convolutionBoundsHoldTheError() throws {
    var random = SeededGenerator(seed: 3)
    let (c, s, area) = (6, 8, 9)
    let kernel = Matrix(rows: s, columns: c * area, elements: random.doubles(s * c * area))
    let spectra = try ConvolutionSpace.Spectra(kernel: kernel, inputChannels: c)
    let space = ConvolutionSpace(
      inputChannels: c, outputChannels: s, kernelArea: area, inputPixels: 25, outputPixels: 25)
    // (C, k², S) as a train of column modes only: W is 1 × (C k² S).
    var train = [Double](repeating: 0, count: kernel.elements.count)
    for i in 0..<s {
      for j in 0..<c * area { train[j * s + i] = kernel[i, j] }
    }
    let w = Matrix(rows: 1, columns: train.count, elements: train)
    for r1 in 1...c {
      for r2 in 1...s {
        let shape = try TTShape(
          rowModes: [1, 1, 1], columnModes: [c, area, s], ranks: [1, r1, r2, 1])
        let error = try TTMatrix.decompose(w, shape: shape).relativeError
        let bounds = try #require(
          space.candidate(inputRank: r1, outputRank: r2, spectra: spectra).errorBounds)
        #expect(error <= bounds.upperBound + 1e-7 && error >= bounds.lowerBound - 1e-7)
      }
    }
    let front = space.front(spectra: spectra)
    #expect(!front.isEmpty)
    #expect(front.allSatisfy { $0.parameters < space.denseParameters })
  }
}
