@testable import Exploration
import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@Suite("Spectral oracle")
struct SpectralOracleTests {
  /// A matrix whose singular values fall, so that truncations differ.
  static func matrix(
    _ rows: Int, _ columns: Int, _ random: inout SeededGenerator
  ) -> Matrix<Double> {
    // Sum of a smooth part, which is close to low rank, and noise.
    let (a, b, c) = (
      Double.random(in: 0...1, using: &random), Double.random(in: 0...3, using: &random),
      Double.random(in: 0...1, using: &random)
    )
    let elements = (0..<rows * columns).map { index in
      let (i, j) = (Double(index / columns) / Double(rows), Double(index % columns))
      return a * (i + b) / (1 + j / Double(columns))
        + c * Double.random(in: -1...1, using: &random)
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// 25 seeds of 400 shapes each: 10,000 decompositions.
  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func boundsHoldTheError(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let (rows, columns) = [(8, 12), (12, 6), (16, 9), (6, 20), (10, 12)][Int(seed % 5)]
    let w = Self.matrix(rows, columns, &random)
    let table = try SpectralOracle().table(of: w)
    let lists = (2...4).map { orderedPairs(rows, columns, $0) }
    for _ in 0..<400 {
      let (m, n) = lists.randomElement(using: &random)!.randomElement(using: &random)!
      let wanted = (1..<m.count).map { _ in Int.random(in: 1...8, using: &random) }
      let shape = try TTShape(rowModes: m, columnModes: n, ranks: [1] + wanted + [1]).capped
      let error = try TTMatrix.decompose(w, shape: shape).relativeError
      let bounds = table.bounds(of: shape)
      // Gram matrices square: a zero comes out as 1e-8.
      #expect(error <= bounds.upperBound + 1e-7, "seed \(seed), \(shape)")
      #expect(error >= bounds.lowerBound - 1e-7, "seed \(seed), \(shape)")
      if shape.coreCount == 2 {
        #expect(abs(error - bounds.lowerBound) < 1e-7, "seed \(seed), \(shape)")
        #expect(bounds.lowerBound == bounds.upperBound)
      }
    }
  }

  @Test func randomWeightsAreForetold() throws {
    var random = SeededGenerator(seed: 3)
    let elements = (0..<120 * 144).map { _ in Double.random(in: -1...1, using: &random) }
    var oracle = SpectralOracle()
    oracle.exactSize = 256
    let actual = try oracle.table(of: Matrix(rows: 120, columns: 144, elements: elements))
    let foretold = SpectralTable.randomWeights(rows: 120, columns: 144)
    for cut in CutLattice(rows: 120, columns: 144).cuts.dropFirst().dropLast() {
      for rank in [0, 1, 2, 5, 20, 60] {
        let (expected, found) = (
          actual.squaredTail(at: cut, rank: rank), foretold.squaredTail(at: cut, rank: rank)
        )
        // The few values of a short side scatter about the law by their number.
        #expect(abs(expected - found) < 0.02, "\(cut), rank \(rank): \(expected), \(found)")
      }
    }
  }

  @Test func rearrangementIsTheUnfolding() throws {
    // 2·3 × 2·2 with element = row · 4 + column, by hand.
    let w = Matrix(rows: 6, columns: 4, elements: (0..<24).map { Double($0) })
    let r = w.rearranged(at: Cut(rowPrefix: 2, columnPrefix: 2))
    #expect(r.rows == 4 && r.columns == 6)
    #expect(
      r.elements == [
        0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11, 12, 13, 16, 17, 20, 21, 14, 15, 18, 19, 22, 23,
      ])
  }

  @Test func samplingNeverPromisesTooMuch() throws {
    var random = SeededGenerator(seed: 7)
    let w = Self.matrix(48, 64, &random)
    let exact = try SpectralOracle().table(of: w)
    var sampling = SpectralOracle()
    sampling.leadingCount = 12
    sampling.exactSize = 16
    let sampled = try sampling.table(of: w)
    #expect(exact.rankLimit == nil)
    #expect(sampled.rankLimit == 12)
    for cut in CutLattice(rows: 48, columns: 64).cuts {
      for rank in 1...12 {
        let (a, b) = (
          exact.squaredTail(at: cut, rank: rank), sampled.squaredTail(at: cut, rank: rank)
        )
        #expect(b >= a - 1e-12)
        #expect(b <= a * 1.25 + 1e-12, "\(cut) \(rank)")
      }
      // Beyond what is known the last bound holds.
      #expect(sampled.squaredTail(at: cut, rank: 99) >= exact.squaredTail(at: cut, rank: 99))
    }
  }

  @Test func matricesOfZerosHaveNoError() throws {
    let table = try SpectralOracle().table(of: Matrix<Float>(zerosOfRows: 6, columns: 4))
    #expect(try table.bounds(of: TTShape(parsing: "2x3:2x2:1")) == 0...0)
    #expect(throws: LinearAlgebraError.notFinite) {
      try SpectralOracle().table(of: Matrix<Float>(rows: 2, columns: 2, elements: [1, 2, .nan, 3]))
    }
  }
}
