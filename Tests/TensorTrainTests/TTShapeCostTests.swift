import TensorTrain
import TestSupport
import Testing

/// A shape with its known costs.
struct CostCase: Sendable {
  let columnModes: [Int]
  let rowModes: [Int]
  let ranks: [Int]
  let parameters: Int
  let rightToLeft: Int
  let leftToRight: Int
  let peak: Int

  var shape: TTShape {
    get throws { try TTShape(rowModes: rowModes, columnModes: columnModes, ranks: ranks) }
  }
}

private let costCases = [
  CostCase(
    columnModes: [2, 392], rowModes: [20, 15], ranks: [1, 3, 1], parameters: 17_760,
    rightToLeft: 37_080, leftToRight: 399_840, peak: 874),
  CostCase(
    columnModes: [2, 392], rowModes: [150, 2], ranks: [1, 8, 1], parameters: 8_672,
    rightToLeft: 17_344, leftToRight: 1_881_600, peak: 816),
  CostCase(
    columnModes: [28, 28], rowModes: [20, 15], ranks: [1, 8, 1], parameters: 7_840,
    rightToLeft: 161_280, leftToRight: 192_640, peak: 4_144),
  CostCase(
    columnModes: [4, 14, 14], rowModes: [10, 6, 5], ranks: [1, 8, 8, 1], parameters: 6_256,
    rightToLeft: 148_480, leftToRight: 848_960, peak: 3_200),
  CostCase(
    columnModes: [2, 2, 5, 5], rowModes: [5, 5, 2, 2], ranks: [1, 4, 4, 4, 1], parameters: 400,
    rightToLeft: 4_160, leftToRight: 44_000, peak: 260),
  CostCase(
    columnModes: [2, 2, 5, 5], rowModes: [2, 5, 2, 5], ranks: [1, 4, 4, 4, 1], parameters: 436,
    rightToLeft: 9_200, leftToRight: 18_800, peak: 560),
  CostCase(
    columnModes: [2, 4, 7, 7, 8, 8], rowModes: [4, 4, 4, 4, 4, 4], ranks: [1, 4, 4, 4, 4, 4, 1],
    parameters: 1_824, rightToLeft: 1_998_848, leftToRight: 9_838_592, peak: 75_264),
  CostCase(
    columnModes: [2, 7, 8, 8, 7, 4], rowModes: [4, 4, 4, 4, 4, 4], ranks: [1, 4, 4, 4, 4, 4, 1],
    parameters: 2_016, rightToLeft: 3_645_440, leftToRight: 6_889_472, peak: 157_696),
  CostCase(
    columnModes: [1, 784], rowModes: [300, 1], ranks: [1, 8, 1], parameters: 8_672,
    rightToLeft: 8_672, leftToRight: 3_763_200, peak: 792),
  CostCase(
    columnModes: [1, 1, 2, 3, 7], rowModes: [5, 4, 1, 1, 1], ranks: [1, 3, 4, 3, 2, 1],
    parameters: 119, rightToLeft: 252, leftToRight: 23_590, peak: 54),
  CostCase(
    columnModes: [16, 4, 4, 16], rowModes: [4, 16, 16, 4], ranks: [1, 8, 2, 8, 1],
    parameters: 3_072, rightToLeft: 1_966_080, leftToRight: 1_966_080, peak: 139_264),
]

@Suite("Costs of shapes")
struct TTShapeCostTests {
  @Test(arguments: costCases)
  func countsAreExact(_ expected: CostCase) throws {
    let shape = try expected.shape
    #expect(shape.parameterCount == expected.parameters)
    #expect(shape.multiplyAccumulates(.rightToLeft) == expected.rightToLeft)
    #expect(shape.multiplyAccumulates(.leftToRight) == expected.leftToRight)
    #expect(shape.peakScratch(.rightToLeft) == expected.peak)
    #expect(shape.multiplyAccumulates(.rightToLeft, batch: 7) == 7 * expected.rightToLeft)
    #expect(shape.peakScratch(.rightToLeft, batch: 7) == 7 * expected.peak)
  }

  @Test func closedFormsAgreeWithTheStages() throws {
    for seed in 1...50 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(&random, coreCount: Int.random(in: 1...6, using: &random))
      for sweep in Sweep.allCases {
        #expect(
          shape.multiplyAccumulates(sweep, batch: 3)
            == shape.multiplyAccumulates(order: shape.order(of: sweep), batch: 3),
          "seed \(seed), \(shape)")
      }
    }
  }

  @Test func rebuildAndMergeCosts() throws {
    let shape = try TTShape(rowModes: [10, 6, 5], columnModes: [4, 14, 14], ranks: [1, 8, 8, 1])
    #expect(shape.rebuildMultiplyAccumulates == 2_096_640)
    #expect(shape.denseCount == 784 * 300)
    let head = shape.merging(0..<2)
    #expect(head.parameterCount == 27_440)
    #expect(head.multiplyAccumulates(.rightToLeft) == 165_760)
    let tail = shape.merging(1..<3)
    #expect(tail.parameterCount == 47_360)
    #expect(tail.multiplyAccumulates(.rightToLeft) == 197_760)
  }

  @Test(arguments: [
    ([20, 15], [28, 28], 240.0, 11.7), ([150, 2], [2, 392], 217, 108),
    ([10, 6, 5], [4, 14, 14], 52.3, 10.4), ([256, 16], [16, 256], 2048, 128),
    ([64, 64], [64, 64], 2048, 32),
  ])
  func breakEvenRanks(_ m: [Int], _ n: [Int], _ parameters: Double, _ operations: Double) {
    let byParameters = TTShape.parameterBreakEven(rowModes: m, columnModes: n)
    let byOperations = TTShape.multiplyAccumulateBreakEven(
      .rightToLeft, rowModes: m, columnModes: n)
    #expect(abs(byParameters / parameters - 1) < 5e-3)
    #expect(abs(byOperations / operations - 1) < 5e-3)
  }
}

/// A shape with modes 1…5 and capped ranks 1…6.
func randomShape(
  _ random: inout SeededGenerator, coreCount: Int, largestMode: Int = 5
) throws -> TTShape {
  func modes() -> [Int] {
    (0..<coreCount).map { _ in Int.random(in: 1...largestMode, using: &random) }
  }
  let ranks = (1..<max(coreCount, 1)).map { _ in Int.random(in: 1...6, using: &random) }
  return try TTShape(rowModes: modes(), columnModes: modes(), ranks: [1] + ranks + [1]).capped
}
