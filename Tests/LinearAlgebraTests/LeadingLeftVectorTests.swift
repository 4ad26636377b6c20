import LinearAlgebra
import TestSupport
import Testing

@Suite("Leading left vectors")
struct LeadingLeftVectorTests {
  /// One size for each method: square, wide, tall, one row, one column, randomized.
  @Test(arguments: [(12, 12), (12, 700), (90, 14), (1, 9), (9, 1), (520, 530)])
  func leaveOutExactlyTheSmallValues(_ rows: Int, _ columns: Int) throws {
    var random = SeededGenerator(seed: UInt64(rows + columns))
    let spectrum = (0..<min(rows, columns, 14)).map { 1 / Double($0 + 1) }
    let a = try matrix(rows, columns, singularValues: spectrum, &random)
    for rank in [1, 3, 7, 1000] where rows < 520 || rank <= 7 {
      let kept = min(rank, spectrum.count)
      let expected = spectrum.dropFirst(kept).reduce(0) { $0 + $1 * $1 }.squareRoot()
      try check(a, rank, 0, expected: expected, kept: rank == 1000 ? nil : kept, 1e-7)
      try check(Matrix<Float>(rounding: a), rank, 0, expected: expected, kept: nil, 1e-4)
    }
  }

  private func check<Scalar>(
    _ a: Matrix<Scalar>, _ rank: Int, _ tolerance: Double, expected: Double, kept: Int?,
    _ precision: Double
  ) throws {
    let found = try a.leadingLeftVectors(rankLimit: rank, tolerance: tolerance)
    if let kept { #expect(found.vectors.columns == kept) }
    #expect(abs(found.discardedNorm - expected) < precision)
    #expect(orthonormalityError(found.vectors) < precision)
    // ‖A − U Uᵀ A‖ is the discarded norm.
    let carried = found.vectors.transposeMultiplied(by: a)
    #expect(abs(distance(found.vectors * carried, a) - expected) < precision)
  }

  @Test func toleranceDecidesTheRank() throws {
    var random = SeededGenerator(seed: 4)
    let a = try matrix(20, 30, singularValues: [8, 4, 2, 1, 0.5], &random)
    for (tolerance, rank) in [(0.0, 5), (0.51, 4), (1.2, 3), (2.3, 2), (100, 1)] {
      let found = try a.leadingLeftVectors(rankLimit: 100, tolerance: tolerance + 1e-12)
      #expect(found.vectors.columns == rank, "tolerance \(tolerance)")
      #expect(found.discardedNorm <= tolerance + 1e-9 || rank == 1)
    }
    #expect(
      try a.leadingLeftVectors(rankLimit: 2, tolerance: 0.01).vectors.columns == 2)
    // No limit at all is a limit, too, for a matrix large enough to be sampled.
    let large = try matrix(514, 516, singularValues: [8, 4, 2], &random)
    let unlimited = try Matrix<Float>(rounding: large)
      .leadingLeftVectors(rankLimit: .max, tolerance: 1)
    #expect(unlimited.vectors.columns == 3)
    let zero = Matrix<Float>(zerosOfRows: 3, columns: 5)
    #expect(try zero.leadingLeftVectors(rankLimit: 3, tolerance: 0).vectors.columns == 1)
  }
}
