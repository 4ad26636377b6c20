import BoardModel
import SampleGraphs
import TensorTrain
import TestSupport
import Testing

@testable import Lowering

@Suite struct ContractionBlockingTests {
  /// Which stages of layers whose states exceed the second cache are passed in how many parts.
  @Test func largeLayers() throws {
    let vgg = try TTShape(parsing: "16x16x16:28x28x32:16")
    let blocked = blocking(try ContractionPlan(vgg, order: [2, 1, 0], batch: 1), .avx2)
    // Four parts would do, of seven entries.
    #expect(blocked.stages == 0..<2 && blocked.parts == 7 && blocked.vectors == 1)
    // From left to right the last stage is one of those that could be passed in parts.
    let transposed = try TTShape(parsing: "28x28x32:16x16x16:16")
    let reversed = try ContractionPlan(transposed, order: [0, 1, 2], batch: 1)
    #expect(blocking(reversed, .avx2).stages == 1..<3)
    #expect(blocking(reversed, .avx2, isLastWhole: true).parts == 1)
    // Threads, an input that is no buffer, and cores that do not fit themselves.
    #expect(blocking(reversed, .avx2, threads: 2).parts == 1)
    #expect(blocking(reversed, .avx2, isInputWhole: true).parts == 1)
    #expect(blocking(reversed, try #require(BoardModel.builtIn["pi3"])).parts == 1)

    let square = try TTShape(parsing: "64x64:64x64:32")
    #expect(blocking(try ContractionPlan(square, order: [1, 0], batch: 16), .avx2).vectors == 2)
    // Never more than 128 rounds and parts together.
    let many = blocking(try ContractionPlan(vgg, order: [2, 1, 0], batch: 32), .avx2)
    #expect(many.vectors == 1 && many.parts == 4)
    let tooMany = blocking(try ContractionPlan(vgg, order: [2, 1, 0], batch: 64), .avx2)
    #expect(tooMany.vectors == 1 && tooMany.parts == 1)

    let small = try TTShape(parsing: "8x8:8x8:8")
    let whole = blocking(try ContractionPlan(small, order: [1, 0], batch: 16), .avx2)
    #expect(whole.vectors == 16 && whole.parts == 1)
  }

  /// The parts are what a search over all runs and numbers of parts finds: the fewest, or up to twice as many of a multiple of
  /// four entries, and then the longest run.
  @Test func partsAreTheFewest() throws {
    var (blockedCount, roundedCount) = (0, 0)
    for seed in UInt64(0)..<4000 {
      var generator = SeededGenerator(seed: seed)
      let coreCount = Int.random(in: 1...5, using: &generator)
      let shape = try RandomTensorTrain.shape(coreCount, using: &generator)
      let order = Array(0..<coreCount).shuffled(using: &generator)
      let plan = try ContractionPlan(shape, order: order, batch: 1)
      let room = 4 * shape.parameterCount + Int.random(in: 0...400, using: &generator)
      let isLastWhole = Bool.random(using: &generator)
      let found = blocking(plan, board(room: room), isLastWhole: isLastWhole)

      let byteCounts = plan.stages.map { 4 * ($0.inputCount + $0.outputCount) }
      var longest: [Int: Range<Int>] = [:]
      if byteCounts.contains(where: { $0 > room }) {
        for first in 0..<coreCount {
          for last in first..<coreCount
          where last > first && !(isLastWhole && last == coreCount - 1) {
            for parts in 2...128 {
              let fits = (0..<coreCount).allSatisfy {
                let isInside = (first...last).contains($0)
                return isInside
                  ? plan.stages[$0].P % parts == 0 && byteCounts[$0] <= room * parts
                  : byteCounts[$0] <= room
              }
              if fits, (longest[parts]?.count ?? 0) < last - first + 1 {
                longest[parts] = first..<last + 1
              }
            }
          }
        }
      }
      let fewest = longest.keys.min() ?? 1
      let rounded = longest.keys.sorted().first { parts in
        parts <= 2 * fewest
          && longest[parts, default: 0..<0].allSatisfy { plan.stages[$0].P / parts % 4 == 0 }
      }
      let parts = rounded ?? fewest
      #expect(
        found.parts == parts && found.stages == longest[parts] ?? 0..<0, "seed \(seed), \(plan)")
      if parts > 1 { blockedCount += 1 }
      if parts > fewest { roundedCount += 1 }
    }
    #expect(blockedCount > 200 && roundedCount > 5)
  }

  private func blocking(
    _ plan: ContractionPlan, _ board: BoardModel, isInputWhole: Bool = false,
    isLastWhole: Bool = false, threads: Int = 1
  ) -> ContractionBlocking {
    ContractionBlocking(
      plan, on: board, isInputWhole: isInputWhole, isLastWhole: isLastWhole, threads: threads)
  }

  private func board(room: Int) -> BoardModel {
    var board = BoardModel.avx2
    board.memories = .secondCache(of: 2 * room)
    return board
  }
}
