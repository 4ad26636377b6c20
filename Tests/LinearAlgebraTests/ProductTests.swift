@testable import LinearAlgebra
import TestSupport
import Testing

@Suite("Matrix products")
struct ProductTests {
  // Around the tile (6 × 16 and 6 × 8), the blocks (192 rows, 256 deep) and the threshold for
  // threads.
  private static let sizes = [
    (0, 3, 2), (3, 0, 2), (2, 3, 0), (1, 1, 1), (5, 7, 15), (6, 256, 16), (7, 257, 17),
    (13, 11, 8), (12, 3, 33), (191, 5, 31), (193, 2, 9), (1, 600, 1), (3, 1, 2100), (67, 71, 73),
  ]

  @Test(arguments: sizes)
  func agreesWithTheDefinition(_ m: Int, _ k: Int, _ n: Int) {
    check(m, k, n, as: Float.self, tolerance: 3e-6)
    check(m, k, n, as: Double.self, tolerance: 1e-14)
  }

  private func check<Scalar: MatrixScalar>(
    _ m: Int, _ k: Int, _ n: Int, as: Scalar.Type, tolerance: Double
  ) {
    var random = SeededGenerator(seed: UInt64(m * 31 + k * 7 + n))
    let a = randomMatrix(m, k, &random, as: Scalar.self)
    let b = randomMatrix(k, n, &random, as: Scalar.self)
    let expected = naiveProduct(a, b)
    let limit = tolerance * Double(max(k, 1)) * Double(max(m * n, 1)).squareRoot()
    #expect((a * b).rows == m && (a * b).columns == n)
    #expect(distance(a * b, expected) <= limit)
    #expect(distance(a.transposed.transposeMultiplied(by: b), expected) <= limit)
    #expect(distance(a.multiplied(byTransposeOf: b.transposed), expected) <= limit)
  }

  @Test(arguments: [(1, 1), (5, 300), (300, 5), (130, 7), (401, 3), (3, 401)])
  func gramsAreProductsWithTheTranspose(_ m: Int, _ n: Int) {
    var random = SeededGenerator(seed: UInt64(m + n))
    let a = randomMatrix(m, n, &random, as: Double.self)
    let limit = 1e-13 * Double(max(m, n))
    #expect(distance(a.gram(), naiveProduct(a, a.transposed)) <= limit)
    #expect(distance(a.columnGram(), naiveProduct(a.transposed, a)) <= limit)
  }

  @Test func largeProductOnSeveralThreads() {
    // Against a product by a vector of ones: row sums are cheap to find otherwise.
    var random = SeededGenerator(seed: 5)
    let a = randomMatrix(500, 301, &random, as: Double.self)
    let b = randomMatrix(301, 650, &random, as: Double.self)
    let ones = Matrix<Double>(rows: 650, columns: 1, elements: [Double](repeating: 1, count: 650))
    #expect(distance((a * b) * ones, naiveProduct(a, naiveProduct(b, ones))) < 1e-9)
  }

  /// The tile for processors without AVX2, which the products above do not use where there is AVX2.
  @Test(arguments: [0, 1, 2, 37])
  func portableTileAgreesWithTheDefinition(_ depth: Int) {
    var random = SeededGenerator(seed: UInt64(depth))
    let a = randomMatrix(4, depth, &random, as: Double.self)
    let b = randomMatrix(depth, 8, &random, as: Double.self)
    let stride = 11
    var c = random.doubles(4 * stride)
    let before = c
    // A in panel layout is its transpose, B is itself. The extra element keeps the arrays from being empty.
    portableTile(depth, a.transposed.elements + [0], b.elements + [0], &c, stride)
    let product = naiveProduct(a, b)
    for i in 0..<4 {
      for j in 0..<stride {
        let expected = before[i * stride + j] + (j < 8 ? product[i, j] : 0)
        #expect(abs(c[i * stride + j] - expected) < 1e-13)
      }
    }
  }

  @Test func basics() {
    let a = Matrix<Float>(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(a.transposed.elements == [1, 4, 2, 5, 3, 6])
    #expect(a.leadingColumns(2).elements == [1, 2, 4, 5])
    #expect(a.leadingRows(1).elements == [1, 2, 3])
    #expect(a.norm == 91.0.squareRoot())
    #expect(a.isFinite)
    for bad in [Float.nan, .infinity, -.infinity] {
      var b = a
      b[1, 1] = bad
      #expect(!b.isFinite)
    }
    #expect(Matrix<Double>(zerosOfRows: 0, columns: 4).transposed.rows == 4)
  }
}
