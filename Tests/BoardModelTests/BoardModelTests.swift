import BoardModel
import Foundation
import HandcarFormat
import TensorTrain
import Testing

@Suite struct BoardModelTests {
  static let boards = Array(BoardModel.builtIn.values) + [.avx2, .avx512, .halvedAVX512]

  @Test(arguments: boards) func numbersAreComplete(_ board: BoardModel) {
    #expect((2...3).contains(board.tiles.count))
    for tile in board.tiles {
      #expect(tile.rows >= 4 && tile.start.count == tile.rows)
      #expect((tile.start + tile.step).allSatisfy { $0 > 0 })
    }
    #expect(board.memories.last?.byteCount == .max)
    #expect(board.memories.map(\.byteCount) == board.memories.map(\.byteCount).sorted())
    let bandwidths = board.memories.map(\.bandwidth)
    #expect(bandwidths == bandwidths.sorted(by: >))
  }

  /// More of anything never takes less time; but less than a vector of columns may take more than a whole one.
  @Test(arguments: boards) func timesGrow(_ board: BoardModel) {
    let sizes = [1, 2, 7, 8, 15, 16, 17, 33, 64]
    for layout in [MatrixLayout.rowMajor, .panels] {
      for (small, large) in zip(sizes, sizes.dropFirst()) {
        func time(P: Int = 8, K: Int = 32, R: Int = 24, Q: Int = 16) -> Double {
          board.contraction(P: P, K: K, R: R, Q: Q, layout)
        }
        #expect(time(P: small) <= time(P: large))
        #expect(time(K: small) <= time(K: large))
      }
    }
  }

  /// No product beats the peak of the multiply-add units.
  @Test(arguments: boards) func neverAboveThePeak(_ board: BoardModel) {
    let peaks = zip(board.tiles, [1, 2, 4]).flatMap { tile, vectors in
      tile.step.enumerated().map {
        Double(($0.offset + 1) * vectors * board.vectorWidth) / $0.element
      }
    }
    let peak = peaks.max() ?? 0
    for (P, K, R, Q) in [(1, 256, 32, 32), (32, 32, 256, 1), (1, 512, 64, 64), (7, 13, 29, 5)] {
      let time = board.time(
        of: TTStage(
          core: 0, P: P, K: K, R: R, Q: Q, contractsLeftBond: false, contractsRightBond: false))
      #expect(Double(P * K * R * Q) / time <= peak)
    }
  }

  /// A large dense layer at batch 1 waits for its weights.
  @Test(arguments: boards) func largeLayersReadTheirWeights(_ board: BoardModel) {
    let bytes = 4.0 * 8192 * 8192
    let slowest = board.memories.last?.bandwidth ?? 0
    #expect(board.dense(rows: 8192, columns: 8192) >= bytes / slowest)
  }

  /// Four columns of many entries, as the second to last stage from left to right has them: on one of AMD's Zen 4 they take 33.5,
  /// 44.5 and 39.3 µs, and 37.6, 56.2 and 45.4 µs with the matrix in panels.
  @Test(arguments: [(240, 56, 32, 33.5), (512, 32, 32, 44.5), (128, 64, 64, 39.3)])
  func fourColumnsStayWhereTheyLie(_ P: Int, _ K: Int, _ R: Int, _ microseconds: Double) {
    let time = BoardModel.avx2.contraction(P: P, K: K, R: R, Q: 4, .rowMajor)
    #expect(time < BoardModel.avx2.contraction(P: P, K: K, R: R, Q: 4, .panels))
    #expect(abs(time / 1000 / microseconds - 1) < 0.1)
  }

  /// One of AMD's Zen 4 takes tiles of two panels only where rows are turned around: microseconds with the matrix in panels and as rows.
  @Test(arguments: [
    (1, 48, 3072, 8, 22.4, 29.4), (1, 48, 1536, 8, 11.2, 14.5), (1, 32, 256, 32, 5.26, 4.75),
    (1, 16, 256, 64, 5.99, 4.99), (80, 56, 24, 28, 69.8, 55.9), (448, 56, 32, 5, 90.7, 127),
  ])
  func halvesOfRegistersArePricedAsMeasured(
    _ P: Int, _ K: Int, _ R: Int, _ Q: Int, _ inPanels: Double, _ asRows: Double
  ) {
    for (layout, microseconds) in [(MatrixLayout.panels, inPanels), (.rowMajor, asRows)] {
      let time = BoardModel.halvedAVX512.contraction(P: P, K: K, R: R, Q: Q, layout) / 1000
      #expect(abs(time / microseconds - 1) < 0.2, "\(time) instead of \(microseconds) µs")
    }
  }

  /// Products with many tiles in the same columns, on the same core: nanoseconds as rows.
  @Test(arguments: [
    (5, 56, 24, 448, 52_000.0), (15, 56, 32, 64, 30_000), (1, 28, 120, 448, 26_000),
    (15, 224, 20, 16, 18_600), (28, 56, 32, 80, 70_200), (4, 56, 24, 320, 29_600),
    (40, 56, 24, 28, 27_300), (32, 56, 24, 20, 15_700), (1, 16, 64, 256, 4680),
    (1, 8, 64, 2048, 22_200),
  ])
  func tilesBehindOthersArePricedAsMeasured(
    _ P: Int, _ K: Int, _ R: Int, _ Q: Int, _ nanoseconds: Double
  ) {
    let time = BoardModel.halvedAVX512.contraction(P: P, K: K, R: R, Q: Q, .rowMajor)
    #expect(abs(time / nanoseconds - 1) < 0.06, "\(time) instead of \(nanoseconds) ns")
  }

  /// Vectors side by side fill the columns that such modes leave void: on the same core 10·10·10 took 18 % less time, 20·45 the same
  /// in its best order.
  @Test(arguments: [
    ("5x10x10:10x10x10:7", true), ("25x11:20x45:12", false), ("64x64:64x64:8", false),
    ("48x64:24x32:16", false),
  ])
  func vectorsLieSideBySideWhereItPays(_ text: String, _ pays: Bool) throws {
    let shape = try TTShape(parsing: text)
    let board = BoardModel.halvedAVX512
    let plan = try #require(try board.fastestPlan(shape, batch: 16))
    #expect((plan.sideBySide > 1) == pays)
    #expect(try board.fastestPlan(shape, batch: 1)?.sideBySide == 1)
    // A single group would be no thread's own.
    #expect(try board.fastestPlan(shape, batch: 8)?.sideBySide == 1)
    let order = try board.plan(shape, order: plan.order, batch: 16)
    #expect(order.sideBySide == plan.sideBySide)
    // Where scratch is limited, nothing is transposed.
    var limits = ContractionPlan.Limits()
    limits.scratchCount = 1 << 30
    #expect(try board.fastestPlan(shape, batch: 16, limits: limits)?.sideBySide == 1)
    // Nor where the states of sixteen vectors fit no cache.
    var small = board
    small.memories[1].byteCount = small.memories[0].byteCount
    #expect(try small.fastestPlan(shape, batch: 16)?.sideBySide == 1)
  }

  @Test(arguments: boards) func mergesWhereItPays(_ board: BoardModel) throws {
    let shape = try TTShape(parsing: "4x8x8x4:4x8x8x4:8")
    let plan = try #require(try board.fastestPlan(shape))
    let plain = try ContractionPlan(shape, order: [3, 2, 1, 0], batch: 1)
    #expect(board.time(of: plan) <= board.time(of: plain))
  }

  /// Eight times the parameters are no gain where those of other layers drive them out of the caches.
  @Test func otherParametersShareTheCaches() throws {
    let shape = try TTShape(parsing: "16x16x12:8x8x12:16")
    var board = BoardModel.halvedAVX512
    board.memories[board.memories.count - 1].bandwidth = 5
    let alone = try #require(try board.fastestPlan(shape))
    #expect(alone.groups.count == 2)
    let others = 1 << 30
    #expect(board.time(of: alone, besides: others) > 2 * board.time(of: alone))
    #expect(try board.fastestPlan(shape, besides: others)?.groups.count == 3)
  }

  @Test(arguments: boards) func survivesJSON(_ board: BoardModel) throws {
    #expect(try BoardModel(json: board.json) == board)
  }

  @Test(arguments: [
    ("[1]", "wrong type"), ("nonsense", "not JSON"), ("{}", "is missing"),
    (#"{"tiles":[]}"#, "is missing"),
  ])
  func refusesOtherJSON(_ text: String, _ reason: String) {
    #expect {
      try BoardModel(json: Data(text.utf8))
    } throws: { "\($0)".contains(reason) }
  }

  @Test func refusesNumbersThatCannotBeUsed() throws {
    var board = BoardModel.avx2
    board.tiles[0].step = []
    #expect(throws: BoardModelError.self) { try BoardModel(json: board.json) }
    board = .avx2
    board.operation = -1
    #expect(throws: BoardModelError.self) { try BoardModel(json: board.json) }
    board = .avx2
    board.memories = []
    #expect(throws: BoardModelError.self) { try BoardModel(json: board.json) }
  }
}
