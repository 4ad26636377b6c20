import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@Suite("Rounding and gauge")
struct RoundingAndGaugeTests {
  @Test func roundingKeepsItsErrorBound() throws {
    for seed in 1...15 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(&random, coreCount: Int.random(in: 1...5, using: &random))
      let train = try randomTrain(shape, &random)
      let w = train.reconstructed()
      for epsilon in [0.0, 0.1, 0.4] {
        let rounded = try train.rounded(relativeError: epsilon)
        let error = relativeDistance(rounded.matrix.reconstructed(), w)
        #expect(error <= epsilon + 1e-12, "seed \(seed), \(shape)")
        #expect(abs(error - rounded.relativeError) < 1e-7, "seed \(seed), \(shape)")
      }
      // The same truncation as decomposing the dense matrix.
      let ranks = shape.innerRanks.map { max(1, $0 / 2) }
      let rounded = try train.rounded(ranks: ranks)
      let direct = try TTMatrix.decompose(
        w,
        shape: TTShape(
          rowModes: shape.rowModes, columnModes: shape.columnModes,
          ranks: [1] + ranks + [1]))
      #expect(abs(rounded.error - direct.error) < 1e-9 * w.norm, "seed \(seed), \(shape)")
    }
  }

  @Test func roundingRemovesSuperfluousRanks() throws {
    var random = SeededGenerator(seed: 1)
    let small = try randomTrain(TTShape(parsing: "2x3x2:3x2x4:2x3"), &random)
    // The sum of a train with itself, as block cores, has twice the ranks and the same matrix but
    // for a factor.
    let shape = try TTShape(parsing: "2x3x2:3x2x4:4x6")
    var cores: [[Double]] = []
    for k in 0..<3 {
      let (small, large) = (small.shape.coreExtents(k), shape.coreExtents(k))
      var core = [Double](repeating: 0, count: large.reduce(1, *))
      for copy in 0..<2 {
        for a in 0..<small[0] {
          for middle in 0..<small[1] * small[2] {
            for b in 0..<small[3] {
              let row = large[0] == small[0] ? a : copy * small[0] + a
              let column = large[3] == small[3] ? b : copy * small[3] + b
              core[(row * small[1] * small[2] + middle) * large[3] + column] =
                smallCores(k)[(a * small[1] * small[2] + middle) * small[3] + b]
            }
          }
        }
      }
      cores.append(core)
    }
    func smallCores(_ k: Int) -> [Double] { small.cores[k] }
    let doubled = try TTMatrix(shape: shape, cores: cores)
    let rounded = try doubled.rounded(relativeError: 1e-10)
    #expect(rounded.matrix.shape == small.shape)
    var twice = small.reconstructed()
    for i in twice.elements.indices { twice.elements[i] *= 2 }
    #expect(relativeDistance(rounded.matrix.reconstructed(), twice) < 1e-12)
  }

  @Test func balancedGaugeIsExactAndBalanced() throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(&random, coreCount: Int.random(in: 1...5, using: &random))
      let train = try randomTrain(shape, &random)
      // Scales far apart.
      let scales = (0..<shape.coreCount).map { $0 % 2 == 0 ? 1e3 : 1e-3 }
      let skewed = try TTMatrix(
        shape: shape, cores: zip(train.cores, scales).map { core, scale in core.map { $0 * scale } }
      )
      let balanced = try skewed.balanced(tolerance: 1e-9)
      #expect(balanced.shape == shape)
      #expect(
        relativeDistance(balanced.reconstructed(), skewed.reconstructed()) < 1e-11,
        "seed \(seed), \(shape)")
      for bond in 1..<max(shape.coreCount, 1) {
        let (left, right) = gramMatrices(balanced, at: bond)
        #expect(
          maximumDifference(left.elements, right.elements) <= 2e-9 * (left.norm + right.norm),
          "seed \(seed), \(shape), bond \(bond)")
      }
    }
  }

  @Test func badValuesAreErrors() throws {
    let shape = try TTShape(parsing: "2x3:3x2:2")
    let bad = try TTMatrix<Float>(
      shape: shape, cores: [[Float](repeating: .nan, count: 12), [Float](repeating: 1, count: 12)])
    #expect(throws: TensorTrainError.self) { try bad.balanced() }
    #expect(throws: TensorTrainError.self) { try bad.rounded(relativeError: 0.1) }
    #expect(throws: TensorTrainError.self) { try bad.rounded(ranks: [1, 1]) }
    #expect(throws: TensorTrainError.self) { try bad.rounded(ranks: [0]) }
  }
}

/// Both cores' Gram matrices at a bond: `r_k × r_k`.
private func gramMatrices(
  _ train: TTMatrix<Double>, at bond: Int
) -> (left: Matrix<Double>, right: Matrix<Double>) {
  let rank = train.shape.ranks[bond]
  let left = train.cores[bond - 1]
  let right = train.cores[bond]
  let tall = Matrix(rows: left.count / rank, columns: rank, elements: left)
  let wide = Matrix(rows: rank, columns: right.count / rank, elements: right)
  return (tall.transposeMultiplied(by: tall), wide.multiplied(byTransposeOf: wide))
}
