@testable import Exploration
import TensorTrain
import TestSupport
import Testing

@Suite("Choice of shapes")
struct ShapeChooserTests {
  @Test func factorizationsAreComplete() throws {
    #expect(Factorizations.divisors(of: 36) == [1, 2, 3, 4, 6, 9, 12, 18, 36])
    #expect(
      try #require(Factorizations.ascending(of: 36, count: 2, limit: 100))
        == [[2, 18], [3, 12], [4, 9], [6, 6]])
    #expect(
      try #require(Factorizations.ascending(of: 36, count: 3, limit: 100))
        == [[2, 2, 9], [2, 3, 6], [3, 3, 4]])
    #expect(Factorizations.ascending(of: 36, count: 5, limit: 100) == [])
    #expect(Factorizations.ascending(of: 1, count: 2, limit: 100) == [])
    #expect(Factorizations.ascending(of: 36, count: 2, limit: 3) == nil)
    #expect(Factorizations.ascending(of: 31, count: 1, limit: 3) == [[31]])
  }

  /// The numbers of aligned pairs, factors of at least 2, two to six cores.
  @Test(arguments: [
    (84, 10, 5), (120, 84, 71), (784, 300, 204), (2048, 1000, 270), (9216, 4096, 3_818),
    (25_088, 4_096, 2_739),
  ])
  func enumeratesEveryAlignedPair(_ n: Int, _ m: Int, _ expected: Int) throws {
    let count = try (2...6).reduce(0) { sum, d in
      let rows = try #require(Factorizations.ascending(of: m, count: d, limit: 1_000_000))
      let columns = try #require(Factorizations.ascending(of: n, count: d, limit: 1_000_000))
      return sum + rows.count * columns.count
    }
    #expect(count == expected)
  }

  @Test(arguments: [
    (300, 784, 8), (1000, 2048, 8), (4096, 4096, 8), (4096, 25_088, 4), (32, 11_616, 16),
    (1024, 64, 8), (1024, 1024, 16), (10, 1024, 2), (256, 784, 64),
  ])
  func isCheaperThanDenseInBothMeasures(_ rows: Int, _ columns: Int, _ rank: Int) throws {
    let shape = try #require(ShapeChooser().shape(rows: rows, columns: columns, rank: rank))
    #expect(shape.rows == rows && shape.columns == columns)
    #expect(shape.parameterCount < rows * columns)
    #expect(shape.multiplyAccumulates(.rightToLeft) < rows * columns)
    #expect(shape == shape.capped)
    #expect(shape.ranks.allSatisfy { $0 <= rank })
  }

  @Test(arguments: [(7, 13, 1), (10, 84, 64), (1, 784, 4), (2, 2, 1), (300, 784, 100_000)])
  func staysDenseWhenNothingGains(_ rows: Int, _ columns: Int, _ rank: Int) {
    let chooser = ShapeChooser()
    #expect(chooser.shape(rows: rows, columns: columns, rank: rank) == nil)
  }

  @Test func noShapeOfAnySmallLayerIsBetter() throws {
    // Every factor list in every order, against the choice: nothing that is cheaper in both
    // measures has a lower cost.
    let chooser = ShapeChooser()
    for (rows, columns, rank) in [(24, 36, 2), (64, 48, 3), (100, 96, 4)] {
      let chosen = try #require(chooser.shape(rows: rows, columns: columns, rank: rank))
      let chosenCost = chooser.costModel.cost(of: chosen, order: chosen.order(of: .rightToLeft))
      for d in 2...4 {
        for m in orderedFactors(rows, d) {
          for n in orderedFactors(columns, d) {
            let shape = try TTShape(rowModes: m, columnModes: n, uniformRank: rank)
            // Caps may make another order a little better than the aligned one.
            let cost = chooser.costModel.cost(of: shape, order: shape.order(of: .rightToLeft))
            #expect(cost >= chosenCost * 0.95, "\(shape) against \(chosen)")
          }
        }
      }
    }
  }

  private func orderedFactors(_ number: Int, _ count: Int) -> [[Int]] {
    if count == 1 { return number >= 2 ? [[number]] : [] }
    return Factorizations.divisors(of: number).dropFirst().flatMap { first in
      orderedFactors(number / first, count - 1).map { [first] + $0 }
    }
  }
}
