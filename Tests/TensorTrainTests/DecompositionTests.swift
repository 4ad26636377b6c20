import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@Suite("TT-SVD")
struct DecompositionTests {
  @Test(arguments: 1...6)
  func isExactAtFullRank(_ coreCount: Int) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed * 10 + UInt64(coreCount))
      let largest = coreCount > 4 ? 2 : 3
      let modes = (0..<2 * coreCount).map { _ in Int.random(in: 1...largest, using: &random) }
      let shape = try TTShape(
        rowModes: Array(modes[..<coreCount]), columnModes: Array(modes[coreCount...]),
        uniformRank: 1_000_000)
      let w = Matrix(
        rows: shape.rows, columns: shape.columns,
        elements: random.doubles(shape.rows * shape.columns))
      let found = try TTMatrix.decompose(w, shape: shape)
      #expect(found.relativeError < 1e-13, "seed \(seed), \(shape)")
      #expect(relativeDistance(found.matrix.reconstructed(), w) < 1e-13, "seed \(seed), \(shape)")
      let single = try TTMatrix.decompose(Matrix<Float>(rounding: w), shape: shape)
      #expect(
        relativeDistance(single.matrix.reconstructed().inDouble, w) < 2e-6, "seed \(seed), \(shape)"
      )
    }
  }

  /// max_k ε_k(r_k) ≤ ‖W − W'‖ ≤ √(Σ ε_k(r_k)²), with the spectra of the unfoldings found element
  /// by element.
  @Test func errorLiesBetweenItsBounds() throws {
    for seed in 1...25 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(
        &random, coreCount: Int.random(in: 2...4, using: &random), largestMode: 4)
      // Noise over a low-rank part: neither flat nor exact.
      var w = try randomTrain(shape, &random).reconstructed()
      let noise = random.doubles(w.elements.count)
      for i in w.elements.indices { w.elements[i] += 2 * noise[i] }

      let found = try TTMatrix.decompose(w, shape: shape)
      var reconstructed = found.matrix.reconstructed()
      for i in w.elements.indices { reconstructed.elements[i] -= w.elements[i] }
      let error = reconstructed.norm
      #expect(abs(error - found.error) < 1e-12 * w.norm, "seed \(seed), \(shape)")

      let tails = try (1..<shape.coreCount).map { k in
        try unfolding(w, shape, after: k).svd().singularValues
          .dropFirst(found.matrix.shape.ranks[k]).reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      let upper = tails.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(error >= (tails.max() ?? 0) - 1e-12 * w.norm, "seed \(seed), \(shape)")
      #expect(error <= upper + 1e-12 * w.norm, "seed \(seed), \(shape)")
    }
  }

  @Test(arguments: [0.5, 0.2, 0.05, 1e-10])
  func relativeErrorIsKept(_ epsilon: Double) throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(&random, coreCount: 3)
      let w = Matrix(
        rows: shape.rows, columns: shape.columns,
        elements: random.doubles(shape.rows * shape.columns))
      let found = try TTMatrix.decompose(
        w, rowModes: shape.rowModes, columnModes: shape.columnModes, relativeError: epsilon)
      #expect(relativeDistance(found.matrix.reconstructed(), w) <= epsilon * (1 + 1e-9))
      // Per bond nothing smaller would do.
      let limit = epsilon * w.norm / 2.0.squareRoot()
      #expect(found.discardedNorms.allSatisfy { $0 <= limit * (1 + 1e-9) }, "seed \(seed)")
      let capped = try TTMatrix.decompose(
        w, rowModes: shape.rowModes, columnModes: shape.columnModes, relativeError: epsilon,
        maximumRank: 2)
      #expect(capped.matrix.shape.ranks.allSatisfy { $0 <= 2 })
    }
  }

  @Test func factorOneModesGiveTheSingularValueDecomposition() throws {
    var random = SeededGenerator(seed: 2)
    let w = Matrix(rows: 12, columns: 20, elements: random.doubles(240))
    let found = try TTMatrix.decompose(w, shape: TTShape(parsing: "12x1:1x20:5"))
    let tail = try w.svd().singularValues.dropFirst(5).reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(found.error - tail) < 1e-12)
  }

  @Test func lowRankMatricesNeedNoMore() throws {
    var random = SeededGenerator(seed: 6)
    let shape = try TTShape(parsing: "3x4x2:2x5x4:3x2")
    let w = try randomTrain(shape, &random).reconstructed()
    let found = try TTMatrix.decompose(
      w, rowModes: shape.rowModes, columnModes: shape.columnModes, relativeError: 1e-9)
    #expect(found.matrix.shape == shape)
    let zero = Matrix<Double>(zerosOfRows: 24, columns: 40)
    let nothing = try TTMatrix.decompose(zero, shape: shape)
    #expect(nothing.relativeError == 0)
    #expect(nothing.matrix.reconstructed() == zero)
  }

  @Test func refusesBadInput() throws {
    let shape = try TTShape(parsing: "2x3:3x2:2")
    let wrongSize = #expect(throws: TensorTrainError.self) {
      try TTMatrix.decompose(Matrix<Float>(zerosOfRows: 6, columns: 7), shape: shape)
    }
    #expect(wrongSize?.description.contains("6×6") == true)
    #expect(wrongSize?.description.contains("6×7") == true)
    var bad = Matrix<Float>(zerosOfRows: 6, columns: 6)
    bad[5, 5] = .nan
    #expect(throws: TensorTrainError.self) { try TTMatrix.decompose(bad, shape: shape) }
    for epsilon in [-0.1, .nan] {
      #expect(throws: TensorTrainError.self) {
        try TTMatrix.decompose(
          Matrix<Float>(zerosOfRows: 6, columns: 6), rowModes: [2, 3], columnModes: [3, 2],
          relativeError: epsilon)
      }
    }
  }
}

/// ‖A − B‖ / ‖B‖
func relativeDistance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  let squares = zip(a.elements, b.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  return squares.squareRoot() / b.norm
}

/// The k-th unfolding, element by element: rows (i_1, j_1, …, i_k, j_k), columns the rest.
func unfolding(_ w: Matrix<Double>, _ shape: TTShape, after k: Int) -> Matrix<Double> {
  let extents = zip(shape.rowModes, shape.columnModes).map { $0 * $1 }
  let rows = extents[..<k].reduce(1, *)
  var result = Matrix<Double>(zerosOfRows: rows, columns: extents[k...].reduce(1, *))
  for i in 0..<w.rows {
    for j in 0..<w.columns {
      var position = 0
      var (m, n) = (shape.rows, shape.columns)
      for l in 0..<shape.coreCount {
        m /= shape.rowModes[l]
        n /= shape.columnModes[l]
        position = position * shape.rowModes[l] + i / m % shape.rowModes[l]
        position = position * shape.columnModes[l] + j / n % shape.columnModes[l]
      }
      result.elements[position] = w[i, j]
    }
  }
  return result
}
