import BoardModel
import Foundation
import Testing

/// Board models from the times of a machine whose costs are known.
@Suite struct BoardMeasurementsTests {
  private static let caches = [32 << 10, 1 << 20]
  private static let bandwidths = [80.0, 40, 10]

  private static func start(_ rows: Int) -> Double { 3 + 2 * Double(rows) }
  private static func step(_ rows: Int) -> Double { 0.5 + 0.25 * Double(rows) }

  /// What a run takes there: operations, tiles, and for the square layers the reading of the weights.
  private static func time(
    _ batch: Int, _ widths: [Int], vectorWidth: Int, widest: Int, _ highest: Int
  ) -> Double {
    if widths.count == 2, widths[0] == widths[1], widths[0] > 16 {
      let bytes = 4 * widths[0] * widths[1]
      let level = caches.firstIndex { bytes <= $0 } ?? caches.count
      return 100 + Double(bytes) / bandwidths[level]
    }
    if widths.allSatisfy({ $0 == 1 }) { return 100 + 50 * Double(widths.count - 2) }
    let (depth, columns) = (Double(widths[0]), widths[1])
    let isStaged = columns % vectorWidth > 0
    let tiles = (columns + widest - 1) / widest
    if batch == 2 * highest {
      let both = 1.25 * start(highest) + 2 * depth * step(highest)
      return 100 + 30 + Double(tiles) * both
    }
    return 100 + 30 + Double(tiles) * (start(batch) + depth * step(batch))
      + (isStaged ? 4 * Double(batch) : 0)
  }

  private static func measurements(
    _ kernelSet: String, _ vectorWidth: Int, widest: Int, _ highest: Int
  ) -> BoardMeasurements {
    let probes = BoardProbes(kernelSet: kernelSet, caches: caches).all
    return BoardMeasurements(
      name: "known", kernelSet: kernelSet, caches: caches,
      timings: probes.map {
        .init(
          batch: $0.batch, widths: $0.widths,
          nanoseconds: time(
            $0.batch, $0.widths, vectorWidth: vectorWidth, widest: widest, highest))
      })
  }

  @Test(arguments: [
    ("avx2", 8, 16, 6), ("avx512", 8, 32, 8), ("neon", 4, 8, 8), ("portable", 4, 8, 4),
  ])
  func findsTheCosts(_ kernelSet: String, _ vectorWidth: Int, _ widest: Int, _ rows: Int) throws {
    let measurements = Self.measurements(kernelSet, vectorWidth, widest: widest, rows)
    let board = try BoardModel(json: JSONEncoder().encode(measurements))
    #expect(board.name == "known" && !board.isEstimate && board.vectorWidth == vectorWidth)
    func isNear(_ actual: Double, _ expected: Double) -> Bool {
      abs(actual - expected) <= 1e-9 * expected
    }
    #expect(isNear(board.operation, 50))
    #expect(isNear(board.tileLoops ?? 0, 30))
    #expect(isNear(board.stagedRow, 4))
    #expect(isNear(board.followingStart ?? 1, 0.25))
    #expect(board.tiles.count == (widest > 2 * vectorWidth ? 3 : 2))
    #expect(board.tiles.last?.rows == rows)
    for tile in board.tiles {
      for count in 2...tile.rows {
        #expect(isNear(tile.start[count - 1], Self.start(min(count, rows))))
        #expect(isNear(tile.step[count - 1], Self.step(count)))
      }
    }
    let panel = 16 / Double(widest)
    #expect(isNear(board.singleRow.step[0], panel * Self.step(1)))
    #expect(board.memories.map(\.byteCount) == Self.caches + [.max])
    #expect(zip(board.memories, Self.bandwidths).allSatisfy { isNear($0.bandwidth, $1) })
  }

  @Test func namesWhatIsMissing() throws {
    var measurements = Self.measurements("neon", 4, widest: 8, 8)
    measurements.timings.removeLast()
    #expect {
      try BoardModel(json: JSONEncoder().encode(measurements))
    } throws: { "\($0)".contains("'timings' has none of batch 1 and widths [1024, 1024]") }
  }
}
