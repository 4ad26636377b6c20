import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// A matrix with the singular values that SciPy found for it.
struct GoldenMatrix: Codable, Sendable, CustomTestStringConvertible {
  let name: String
  let rows: Int
  let columns: Int
  let elements: [Double]
  let singularValues: [Double]

  var testDescription: String { name }

  func matrix<Scalar: MatrixScalar>(as: Scalar.Type) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, elements: elements.map { Scalar($0) })
  }

  /// The largest difference of singular values: relative to each, and to the largest for those
  /// below a thousandth of it, whose own digits LAPACK does not promise either.
  func error(of values: [Double]) -> Double {
    let largest = singularValues.first ?? 0
    return zip(values, singularValues).map { value, expected in
      let scale = expected < largest / 1000 ? largest : expected
      return scale == 0 ? abs(value) : abs(value - expected) / scale
    }.max() ?? 0
  }

  static let all: [GoldenMatrix] = {
    struct File: Codable { let cases: [GoldenMatrix] }
    let url = URL(fileURLWithPath: Goldens.path("LinearAlgebraTests", "singular_values.json"))
    do {
      return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
    } catch {
      Issue.record(error)
      return []
    }
  }()
}

@Suite("Singular values")
struct SingularValueTests {
  @Test(arguments: GoldenMatrix.all)
  func agreeWithSciPyInDouble(_ golden: GoldenMatrix) throws {
    let a = golden.matrix(as: Double.self)
    let factors = try a.svd()
    #expect(golden.error(of: factors.singularValues) <= 1e-12)
    try check(factors, a, tolerance: 1e-13)
  }

  @Test(arguments: GoldenMatrix.all)
  func agreeWithSciPyInFloat(_ golden: GoldenMatrix) throws {
    let a = golden.matrix(as: Float.self)
    let factors = try a.svd()
    #expect(golden.error(of: factors.singularValues) <= 1e-5)
    try check(factors, a, tolerance: 2e-6)
  }

  private func check<Scalar>(
    _ factors: SVD<Scalar>, _ a: Matrix<Scalar>, tolerance: Double
  ) throws {
    let k = min(a.rows, a.columns)
    #expect(factors.singularValues.count == k)
    #expect(factors.singularValues == factors.singularValues.sorted(by: >))
    #expect(orthonormalityError(factors.u) <= tolerance * Double(k))
    #expect(orthonormalityError(factors.vTransposed.transposed) <= tolerance * Double(k))
    var scaled = factors.u.inDouble
    for i in 0..<scaled.rows {
      for j in 0..<k { scaled[i, j] *= factors.singularValues[j] }
    }
    #expect(distance(scaled * factors.vTransposed.inDouble, a) <= tolerance * a.norm)
  }

  @Test func randomizedFindsTheLeadingValues() throws {
    var random = SeededGenerator(seed: 8)
    let spectrum = (0..<60).map { pow(0.8, Double($0)) }
    let a = try matrix(150, 90, singularValues: spectrum, &random)
    let factors = try a.randomizedSVD(rank: 12)
    for (value, expected) in zip(factors.singularValues, spectrum) {
      #expect(abs(value / expected - 1) < 1e-6)
    }
    #expect(orthonormalityError(factors.u) < 1e-12)
    let again = try a.randomizedSVD(rank: 12)
    #expect(again.u == factors.u && again.singularValues == factors.singularValues)
    let wide = try Matrix<Float>(rounding: a.transposed).randomizedSVD(rank: 12)
    for (value, expected) in zip(wide.singularValues, spectrum) {
      #expect(abs(value / expected - 1) < 1e-4)
    }
  }

  @Test func randomizedIsExactForLowRank() throws {
    var random = SeededGenerator(seed: 9)
    let a = try matrix(80, 70, singularValues: [5, 4, 3], &random)
    let factors = try a.randomizedSVD(rank: 5)
    for (value, expected) in zip(factors.singularValues, [5.0, 4, 3, 0, 0]) {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func nonFiniteInputIsAnError(_ bad: Double) {
    for (rows, columns) in [(1, 1), (4, 9), (9, 4), (600, 601)] {
      var a = Matrix<Float>(zerosOfRows: rows, columns: columns)
      a[rows - 1, columns - 1] = Float(bad)
      #expect(throws: LinearAlgebraError.notFinite) { try a.svd() }
      #expect(throws: LinearAlgebraError.notFinite) { try a.randomizedSVD(rank: 1) }
      #expect(throws: LinearAlgebraError.notFinite) {
        try a.leadingLeftVectors(rankLimit: 1, tolerance: 0)
      }
    }
  }
}
