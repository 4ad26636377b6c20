@testable import Exploration
import TensorTrain
import Testing

/// A layer with the size of its design space.
struct SpaceCase: Sendable, CustomTestStringConvertible {
  let columns: Int
  let rows: Int
  let ordered: Int
  let aligned: Int
  let spectra: Int
  /// Aligned × rank, better than dense, of these a rank that is a multiple of 8.
  let ranks: [Int]?

  var testDescription: String { "\(columns)→\(rows)" }
}

private let spaceCases = [
  SpaceCase(
    columns: 84, rows: 10, ordered: 20, aligned: 5, spectra: 46, ranks: [97, 18, 0]),
  SpaceCase(
    columns: 120, rows: 84, ordered: 1_709, aligned: 71, spectra: 190, ranks: [3_827, 687, 56]),
  SpaceCase(
    columns: 300, rows: 100, ordered: 1_228, aligned: 70, spectra: 160, ranks: [6_018, 931, 89]),
  SpaceCase(
    columns: 400, rows: 120, ordered: 7_394, aligned: 160, spectra: 238,
    ranks: [16_351, 2_291, 223]),
  SpaceCase(
    columns: 784, rows: 300, ordered: 10_066, aligned: 204, spectra: 268,
    ranks: [42_842, 5_477, 596]),
  SpaceCase(
    columns: 1024, rows: 1000, ordered: 21_174, aligned: 221, spectra: 174,
    ranks: [90_678, 9_479, 1_093]),
  SpaceCase(
    columns: 2048, rows: 1000, ordered: 33_395, aligned: 270, spectra: 190,
    ranks: [142_162, 14_610, 1_724]),
  SpaceCase(
    columns: 1280, rows: 1000, ordered: 56_672, aligned: 403, spectra: 286,
    ranks: [176_099, 17_830, 2_070]),
  SpaceCase(
    columns: 768, rows: 768, ordered: 292_884, aligned: 769, spectra: 322,
    ranks: [213_936, 21_539, 2_412]),
  SpaceCase(
    columns: 768, rows: 2304, ordered: 1_491_036, aligned: 2_028, spectra: 484,
    ranks: [848_812, 71_615, 8_292]),
  SpaceCase(
    columns: 4096, rows: 1000, ordered: 50_699, aligned: 344, spectra: 206, ranks: nil),
  SpaceCase(
    columns: 4096, rows: 4096, ordered: 352_715, aligned: 695, spectra: 167, ranks: nil),
  SpaceCase(
    columns: 768, rows: 3072, ordered: 994_712, aligned: 1_433, spectra: 394, ranks: nil),
  SpaceCase(
    columns: 25_088, rows: 4096, ordered: 3_184_445, aligned: 2_739, spectra: 388, ranks: nil),
  SpaceCase(
    columns: 9216, rows: 4096, ordered: 5_595_095, aligned: 3_818, spectra: 427, ranks: nil),
]

@Suite("Size of the design space")
struct SpaceCountTests {
  @Test(arguments: spaceCases)
  func pairsAndSpectra(_ expected: SpaceCase) {
    let aligned = AlignedShapes(rows: expected.rows, columns: expected.columns)
    #expect(aligned.orderedPairCount(longest: 6) == expected.ordered)
    #expect(aligned.pairCount(longest: 6) == expected.aligned)
    // The same number by another way: paths through the lattice of cuts.
    let lattice = CutLattice(
      rows: expected.rows, columns: expected.columns, allowsUnitFactors: false)
    #expect(lattice.shapeCount(longest: 6) == expected.ordered)
    #expect(lattice.spectrumCount == expected.spectra)
  }

  @Test(arguments: spaceCases.filter { $0.ranks != nil })
  func ranks(_ expected: SpaceCase) {
    let counts = AlignedShapes(rows: expected.rows, columns: expected.columns)
      .rankCounts(longest: 4)
    #expect([counts.solutions, counts.better, counts.laneMultiples] == expected.ranks)
    guard expected.columns < 1000 else { return }
    let rule = LayerProblem(rows: expected.rows, columns: expected.columns).exploreAligned()
    #expect(rule.report.total == expected.ranks?[0])
    #expect(rule.report.remaining == expected.ranks?[2])
    #expect(rule.candidates.count - 1 == expected.ranks?[2])
  }

  @Test(arguments: [(12, 30), (16, 24), (7, 36), (1, 12)])
  func countsEqualTheLists(_ rows: Int, _ columns: Int) throws {
    for ones in [true, false] {
      let lattice = CutLattice(rows: rows, columns: columns, allowsUnitFactors: ones)
      var shapes = 0
      var solutions = 0
      for d in 2...4 {
        for (m, n) in orderedPairs(rows, columns, d, smallest: ones ? 1 : 2) {
          shapes += 1
          var seen: Set<[Int]> = []
          for rank in 1...rows * columns {
            seen.insert(try TTShape(rowModes: m, columnModes: n, uniformRank: rank).ranks)
          }
          solutions += seen.count
        }
      }
      #expect(lattice.shapeCount(longest: 4) == shapes)
      #expect(lattice.uniformRankSolutionCount(longest: 4) == solutions)
    }
  }

  @Test func listsAreComplete() {
    #expect(Factorizations.ordered(of: 12, count: 2, smallest: 2).count == 4)
    #expect(Factorizations.orderedCount(of: 12, count: 2, smallest: 2) == 4)
    #expect(Factorizations.orderedCount(of: 360, count: 3) == 10 * 6 * 3)
    #expect(
      Factorizations.distinctPermutations(of: [2, 1, 2]) == [[1, 2, 2], [2, 1, 2], [2, 2, 1]])
    #expect(Factorizations.distinctPermutations(of: [5]) == [[5]])
    for number in [36, 84, 300, 97] {
      for count in 1...5 {
        #expect(
          Factorizations.ascendingCount(of: number, count: count)
            == Factorizations.ascending(of: number, count: count, limit: 10_000)?.count)
        #expect(
          Factorizations.orderedCount(of: number, count: count, smallest: 2)
            == Factorizations.ordered(of: number, count: count, smallest: 2).count)
      }
    }
  }

  @Test func windowsKeepWhatTheClosedFormsLose() throws {
    // 784→300 as (2,2,196)/(25,6,2) at rank 51 is above the break-even without caps.
    let window = RankWindow(rowModes: [25, 6, 2], columnModes: [2, 2, 196])
    #expect(window.largestRank(below: window.dense) >= 51)
    var largest = 0
    for rank in 1...window.cap {
      let shape = try TTShape(
        rowModes: [25, 6, 2], columnModes: [2, 2, 196], uniformRank: rank)
      if shape.parameterCount < 235_200, shape.multiplyAccumulates(.rightToLeft) < 235_200 {
        largest = rank
      }
    }
    #expect(window.largestRank(below: window.dense) == largest)
  }
}

/// Every ordered pair of mode lists, none with a core of 1 × 1.
func orderedPairs(
  _ rows: Int, _ columns: Int, _ count: Int, smallest: Int = 1
) -> [(rowModes: [Int], columnModes: [Int])] {
  let columnLists = Factorizations.ordered(of: columns, count: count, smallest: smallest)
  return Factorizations.ordered(of: rows, count: count, smallest: smallest).flatMap { m in
    columnLists.filter { n in zip(m, n).allSatisfy { $0 * $1 > 1 } }.map { (m, $0) }
  }
}
