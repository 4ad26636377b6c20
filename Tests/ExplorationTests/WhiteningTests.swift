@testable import Exploration
import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@Suite("Whitening by input statistics")
struct WhiteningTests {
  /// Samples x = (A ⊗ B ⊗ …) z + mean with white z; their covariance is separable in these modes.
  private func samples(
    _ count: Int, _ modes: [Int], _ random: inout SeededGenerator
  ) -> [Float] {
    let n = modes.reduce(1, *)
    var x = Matrix<Double>(rows: count, columns: n, elements: random.doubles(count * n))
    var inner = n
    for extent in modes {
      inner /= extent
      x = x.multiplyingMode(extent: extent, inner: inner, by: mixing(extent))
    }
    return x.elements.enumerated().map { Float($1 + 0.3 * Double($0 % n % 3)) }
  }

  /// What makes samples smooth along a mode, as images are.
  private func mixing(_ extent: Int) -> Matrix<Double> {
    var mixing = Matrix<Double>(zerosOfRows: extent, columns: extent)
    for i in 0..<extent {
      for j in 0..<extent { mixing[i, j] = 1 / (1 + Double((i - j) * (i - j))) }
    }
    return mixing
  }

  /// The covariance of such x, without sampling noise.
  private func separableCovariance(_ modes: [Int]) -> Matrix<Double> {
    let n = modes.reduce(1, *)
    var root = Matrix<Double>(identity: n)
    var inner = n
    for extent in modes {
      inner /= extent
      root = root.multiplyingMode(extent: extent, inner: inner, by: mixing(extent))
    }
    return root.transposeMultiplied(by: root)
  }

  private func random(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix<Double> {
    var random = SeededGenerator(seed: seed)
    return Matrix(rows: rows, columns: columns, elements: random.doubles(rows * columns))
  }

  @Test func marginalsAreThoseOfTheDefinition() {
    var generator = SeededGenerator(seed: 1)
    let modes = [3, 2, 4]
    let x = generator.floats(50 * 24)
    let held = InputStatistics(samples: x, columns: 24)
    let mean = (0..<24).map { j in (0..<50).reduce(0.0) { $0 + Double(x[$1 * 24 + j]) } / 50 }
    #expect(zip(held.mean, mean).allSatisfy { abs($0 - $1) < 1e-12 })
    var inner = 24
    for extent in modes {
      inner /= extent
      let found = held.marginal(extent: extent, inner: inner)
      var trace = 0.0
      for a in 0..<extent {
        for b in 0..<extent {
          var sum = 0.0
          for s in 0..<50 {
            for j in 0..<24 where j / inner % extent == a {
              let k = j + (b - a) * inner
              sum +=
                (Double(x[s * 24 + j]) - mean[j]) * (Double(x[s * 24 + k]) - mean[k]) / 50
            }
          }
          #expect(abs(found[a, b] - sum) < 1e-6)
        }
        trace += found[a, a]
      }
      #expect(abs(trace - held.totalVariance) < 1e-6)
    }
  }

  @Test func separableInputsMakeThePredictionExact() throws {
    let modes = [4, 3, 2]
    let w = random(12, 24, 2)
    let inputs = InputStatistics(
      mean: random(1, 24, 3).elements, covariance: separableCovariance(modes), sampleCount: 1)
    for text in ["3x2x2:4x3x2:2", "2x3x2:4x3x2:3", "12x1:12x2:2"] {
      let shape = try TTShape(parsing: text).capped
      let found = try TTMatrix.decompose(w, shape: shape, inputs: inputs, ridge: 1e-9)
      let plain = try TTMatrix.decompose(w, shape: shape).matrix
      let measured = found.matrix.relativeOutputError(of: w, inputs: inputs)
      #expect(found.matrix.shape == shape)
      #expect(abs(measured - found.predictedError) < 1e-6, "\(text)")
      #expect(measured < plain.relativeOutputError(of: w, inputs: inputs))
    }
  }

  @Test func aFitIsNeverWorseThanPlain() throws {
    // A covariance far from any product: a few directions across all modes.
    for seed in 1...20 as ClosedRange<UInt64> {
      let directions = random(24, 3, seed)
      let inputs = InputStatistics(
        mean: [Double](repeating: 0, count: 24),
        covariance: directions.multiplied(byTransposeOf: directions), sampleCount: 1)
      let w = random(12, 24, seed + 100)
      let shape = try TTShape(parsing: "3x4:4x6:2")
      let fitted = try TTMatrix.fit(w, shape: shape, inputs: inputs)
      let plain = try TTMatrix.decompose(w, shape: shape).matrix
      let whitened = try TTMatrix.decompose(w, shape: shape, inputs: inputs).matrix
      for other in [plain, whitened] {
        #expect(
          fitted.outputError <= other.relativeOutputError(of: w, inputs: inputs) + 1e-9,
          "seed \(seed)")
      }
    }
  }

  @Test func oneSpectrumForEachCutIsExactForSeparableInputs() throws {
    let modes = [3, 2, 2, 2]
    let w = random(8, 24, 4)
    let inputs = InputStatistics(
      mean: [Double](repeating: 0, count: 24), covariance: separableCovariance(modes),
      sampleCount: 1)
    let table = try SpectralOracle().table(of: w, inputs: inputs, ridge: 1e-9)
    for text in ["4x2:6x4:3", "2x4:3x8:2", "2x2x2:3x4x2:3", "2x2x2x1:3x2x2x2:3x4x2"] {
      let shape = try TTShape(parsing: text).capped
      let found = try TTMatrix.decompose(w, shape: shape, inputs: inputs, ridge: 1e-9)
      let bounds = table.bounds(of: shape)
      #expect(found.predictedError <= bounds.upperBound + 1e-6, "\(text)")
      #expect(found.predictedError >= bounds.lowerBound - 1e-6, "\(text)")
      if shape.coreCount == 2 {
        #expect(abs(found.predictedError - bounds.upperBound) < 1e-6, "\(text)")
      }
    }
  }

  @Test func fullRankIsTheSameMatrix() throws {
    let w = random(6, 12, 5)
    var generator = SeededGenerator(seed: 6)
    let inputs = InputStatistics(samples: samples(40, [4, 3], &generator), columns: 12)
    let found = try TTMatrix.decompose(
      w, shape: TTShape(parsing: "2x3:4x3:99"), inputs: inputs)
    let rebuilt = found.matrix.reconstructed()
    #expect(zip(rebuilt.elements, w.elements).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(found.predictedError < 1e-6)
  }

  @Test func correctedBiasKeepsTheMean() throws {
    let w = random(6, 12, 7)
    var generator = SeededGenerator(seed: 8)
    let x = samples(30, [4, 3], &generator)
    let inputs = InputStatistics(samples: x, columns: 12)
    let train = try TTMatrix.decompose(
      w, shape: TTShape(parsing: "2x3:4x3:1"), inputs: inputs
    ).matrix
    let correction = train.biasCorrection(for: w, inputs: inputs)
    let rebuilt = train.reconstructed()
    for i in 0..<6 {
      // The mean of both layers' outputs over the samples.
      var difference = 0.0
      for s in 0..<30 {
        for j in 0..<12 { difference += (w[i, j] - rebuilt[i, j]) * Double(x[s * 12 + j]) / 30 }
      }
      #expect(abs(difference - correction[i]) < 1e-9)
    }
  }

  @Test func constantInputsAreNoObstacle() throws {
    let inputs = InputStatistics(samples: [Float](repeating: 1, count: 24), columns: 12)
    let w = random(6, 12, 9)
    let shape = try TTShape(parsing: "2x3:4x3:2")
    let found = try TTMatrix.decompose(w, shape: shape, inputs: inputs)
    let plain = try TTMatrix.decompose(w, shape: shape)
    #expect(abs(found.predictedError - plain.relativeError) < 1e-9)
  }

  @Test func blocksMultiplyToTheNumber() {
    #expect(SpectralOracle.blocks(of: 25_088, limit: 1024) == [896, 28])
    #expect(SpectralOracle.blocks(of: 1, limit: 8) == [1])
    #expect(SpectralOracle.blocks(of: 97, limit: 8) == [97])
    #expect(SpectralOracle.blocks(of: 4096, limit: 4096) == [4096])
  }
}
