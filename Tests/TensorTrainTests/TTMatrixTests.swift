import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@Suite("Tensor-train matrices")
struct TTMatrixTests {
  @Test func knownProduct() throws {
    let shape = try TTShape(parsing: "2x3:3x2:2")
    let core = (1...12).map(Double.init)
    let matrix = try TTMatrix(shape: shape, cores: [core, core])
    let dense = matrix.reconstructed()
    #expect(Array(dense.elements.prefix(6)) == [15, 18, 31, 38, 47, 58])
    #expect(Array(dense.elements.suffix(6)) == [123, 138, 155, 174, 187, 210])

    let x = (1...6).map(Double.init)
    let expected: [Double] = [879, 1237, 1595, 2031, 2893, 3755]
    #expect(matrix.multiplied(by: x) == expected)
    for sweep in Sweep.allCases { #expect(matrix.multiplied(by: x, sweep) == expected) }
  }

  @Test func everyOrderEqualsTheDenseProduct() throws {
    for seed in 1...30 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let coreCount = Int.random(in: 1...4, using: &random)
      let matrix = try randomTrain(randomShape(&random, coreCount: coreCount), &random)
      let batch = Int.random(in: 1...3, using: &random)
      let x = random.doubles(batch * matrix.columns)
      let dense = denseByDefinition(matrix)
      #expect(
        maximumDifference(matrix.reconstructed().elements, dense.elements) < 1e-12, "seed \(seed)")
      let expected = Matrix(rows: batch, columns: matrix.columns, elements: x)
        .multiplied(byTransposeOf: dense)
      for order in permutations(coreCount) {
        let y = matrix.multiplied(by: x, batch: batch, order: order)
        #expect(
          maximumDifference(y, expected.elements) < 1e-11,
          "seed \(seed), \(matrix.shape), order \(order)")
      }
    }
  }

  @Test func mergedCoresAreTheSameMatrix() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      let matrix = try randomTrain(randomShape(&random, coreCount: 4), &random)
      let dense = matrix.reconstructed().elements
      for range in [0..<1, 0..<2, 1..<3, 1..<4, 0..<4] {
        let merged = matrix.merging(range)
        #expect(merged.shape == matrix.shape.merging(range))
        #expect(maximumDifference(merged.reconstructed().elements, dense) < 1e-12, "seed \(seed)")
      }
    }
  }

  @Test func refusesCoresThatDoNotFit() throws {
    let shape = try TTShape(parsing: "2x3:3x2:2")
    let missing = #expect(throws: TensorTrainError.self) {
      try TTMatrix<Float>(shape: shape, cores: [])
    }
    #expect(missing?.description.contains("0 cores") == true)
    let short = #expect(throws: TensorTrainError.self) {
      try TTMatrix<Float>(
        shape: shape, cores: [[Float](repeating: 0, count: 12), [Float](repeating: 0, count: 11)])
    }
    #expect(short?.description.contains("core 2") == true)
    #expect(short?.description.contains("2×3×2×1") == true)
  }
}

/// A tensor train of uniform random elements.
func randomTrain(_ shape: TTShape, _ random: inout SeededGenerator) throws -> TTMatrix<Double> {
  try TTMatrix(
    shape: shape,
    cores: (0..<shape.coreCount).map { random.doubles(shape.coreExtents($0).reduce(1, *)) })
}

/// The dense matrix, each element by the definition: a product of d small matrices.
func denseByDefinition(_ matrix: TTMatrix<Double>) -> Matrix<Double> {
  let shape = matrix.shape
  var dense = Matrix<Double>(zerosOfRows: shape.rows, columns: shape.columns)
  for i in 0..<shape.rows {
    for j in 0..<shape.columns {
      var row = [1.0]
      var (restI, restJ) = (i, j)
      var (extentI, extentJ) = (shape.rows, shape.columns)
      for k in 0..<shape.coreCount {
        extentI /= shape.rowModes[k]
        extentJ /= shape.columnModes[k]
        let (digitI, digitJ) = (restI / extentI, restJ / extentJ)
        (restI, restJ) = (restI % extentI, restJ % extentJ)
        let right = shape.ranks[k + 1]
        row = (0..<right).map { b in
          row.indices.reduce(0) { sum, a in
            let slice = (a * shape.rowModes[k] + digitI) * shape.columnModes[k] + digitJ
            return sum + row[a] * matrix.cores[k][slice * right + b]
          }
        }
      }
      dense[i, j] = row[0]
    }
  }
  return dense
}

/// max |a − b|
func maximumDifference(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
