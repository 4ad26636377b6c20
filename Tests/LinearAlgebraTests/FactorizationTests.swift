import LinearAlgebra
import TestSupport
import Testing

@Suite("QR, Cholesky and solves")
struct FactorizationTests {
  private static let sizes = [
    (1, 1), (1, 5), (5, 1), (7, 7), (31, 5), (5, 31), (33, 32), (65, 33), (97, 97), (200, 3),
  ]

  @Test(arguments: sizes)
  func qrReproducesTheMatrix(_ rows: Int, _ columns: Int) throws {
    var random = SeededGenerator(seed: UInt64(rows * 100 + columns))
    try checkQR(randomMatrix(rows, columns, &random, as: Double.self), tolerance: 1e-14)
    try checkQR(randomMatrix(rows, columns, &random, as: Float.self), tolerance: 2e-6)
  }

  private func checkQR<Scalar>(_ a: Matrix<Scalar>, tolerance: Double) throws {
    let (q, r) = try a.qr()
    let k = min(a.rows, a.columns)
    #expect(q.rows == a.rows && q.columns == k && r.rows == k && r.columns == a.columns)
    #expect(distance(q * r, a) <= tolerance * max(a.norm, 1))
    #expect(orthonormalityError(q) <= tolerance * Double(k))
    for i in 0..<k {
      for j in 0..<min(i, r.columns) { #expect(r[i, j] == 0) }
    }
  }

  @Test func qrOfRankDeficientAndZeroMatrices() throws {
    var random = SeededGenerator(seed: 3)
    let low =
      randomMatrix(40, 2, &random, as: Double.self) * randomMatrix(2, 35, &random, as: Double.self)
    try checkQR(low, tolerance: 1e-14)
    try checkQR(Matrix<Double>(zerosOfRows: 5, columns: 4), tolerance: 1e-14)
  }

  @Test func choleskyAndTriangularSolves() throws {
    for n in [1, 2, 7, 8, 9, 41, 64, 65, 200] {
      var random = SeededGenerator(seed: UInt64(n))
      let root = randomMatrix(n, n + 3, &random, as: Double.self)
      let a = root.multiplied(byTransposeOf: root)
      let l = try a.cholesky()
      #expect(distance(l.multiplied(byTransposeOf: l), a) < 1e-12)
      let b = randomMatrix(n, 3, &random, as: Double.self)
      let x = try l.transposed.triangularSolve(
        l.triangularSolve(b, lower: true), lower: false)
      #expect(distance(a * x, b) < 1e-9, "n \(n)")
      #expect(distance(try l.choleskySolve(b), x) < 1e-9, "n \(n)")
    }
  }

  @Test func leastSquaresSatisfiesTheNormalEquations() throws {
    var random = SeededGenerator(seed: 17)
    let a = randomMatrix(50, 9, &random, as: Double.self)
    let b = randomMatrix(50, 2, &random, as: Double.self)
    let x = try a.leastSquares(b)
    var residual = a * x
    for i in residual.elements.indices { residual.elements[i] -= b.elements[i] }
    #expect(a.transposeMultiplied(by: residual).norm < 1e-12)
  }

  @Test func refusesWhatCannotBeDone() throws {
    let indefinite = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 2, 1])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(row: 1)) { try indefinite.cholesky() }
    let singular = Matrix<Double>(rows: 2, columns: 2, elements: [1, 1, 0, 0])
    #expect(throws: LinearAlgebraError.singular(row: 1)) {
      try singular.triangularSolve(singular, lower: false)
    }
    let dependent = Matrix<Double>(rows: 3, columns: 2, elements: [1, 2, 2, 4, 3, 6])
    #expect(throws: LinearAlgebraError.singular(row: 1)) { try dependent.leastSquares(dependent) }
    let bad = Matrix<Float>(rows: 1, columns: 2, elements: [1, .nan])
    #expect(throws: LinearAlgebraError.notFinite) { try bad.qr() }
  }
}
