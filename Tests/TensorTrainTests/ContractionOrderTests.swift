import TensorTrain
import TestSupport
import Testing

@Suite("Order of cores")
struct ContractionOrderTests {
  @Test func neitherSweepIsBestForABottleneckInTheMiddle() throws {
    let shape = try TTShape(
      rowModes: [4, 16, 16, 4], columnModes: [16, 4, 4, 16], ranks: [1, 8, 2, 8, 1])
    let best = shape.bestOrder()
    #expect(best.multiplyAccumulates == 917_504)
    #expect(best.sweep == nil)
    // The mirror image of 1, 2, 4, 3 costs the same.
    #expect(shape.multiplyAccumulates(order: [0, 1, 3, 2]) == 917_504)
  }

  @Test(arguments: [
    "20x15:2x392:3", "150x2:2x392:8", "20x15:28x28:8", "10x6x5:4x14x14:8", "5x5x2x2:2x2x5x5:4",
    "2x5x2x5:2x2x5x5:4", "4x4x4x4x4x4:2x4x7x7x8x8:4", "4x4x4x4x4x4:2x7x8x8x7x4:4",
    "300x1:1x784:8", "5x4x1x1x1:1x1x2x3x7:3x4x3x2",
  ])
  func rightToLeftIsBest(_ text: String) throws {
    let shape = try TTShape(parsing: text)
    let best = shape.bestOrder()
    #expect(best.sweep == .rightToLeft)
    #expect(best.multiplyAccumulates == shape.multiplyAccumulates(.rightToLeft))
  }

  @Test func bestOrderEqualsBruteForce() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(&random, coreCount: Int.random(in: 1...5, using: &random))
      let all = permutations(shape.coreCount).map { shape.multiplyAccumulates(order: $0, batch: 2) }
      #expect(
        shape.bestOrder(batch: 2).multiplyAccumulates == all.min(), "seed \(seed), \(shape)")
    }
  }

  @Test func manyCoresFallBackToTheBetterSweep() throws {
    let d = TTShape.largestExactOrderSearch + 1
    let shape = try TTShape(
      rowModes: [Int](repeating: 2, count: d), columnModes: [Int](repeating: 1, count: d),
      uniformRank: 3)
    let best = shape.bestOrder()
    #expect(
      best.multiplyAccumulates
        == min(
          shape.multiplyAccumulates(.rightToLeft), shape.multiplyAccumulates(.leftToRight)))
  }
}
