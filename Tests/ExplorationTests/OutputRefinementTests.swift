import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

@testable import Exploration

@Suite("Refinement by alternating least squares")
struct OutputRefinementTests {
  private static let shapes = [
    "4x3:3x5:2", "2x3x2:5x1x3:2x3", "12x1:1x15:3", "2x6:15x1:2", "2x2x1x3:1x3x5x1:2x3x2",
  ]

  /// Inputs of 15 numbers that vary mostly along a few directions, which no product of marginals tells.
  private func inputs(_ random: inout SeededGenerator, directions: Int = 5) -> InputStatistics {
    let basis = Matrix(rows: directions, columns: 15, elements: random.floats(directions * 15))
    let samples = Matrix(rows: 400, columns: directions, elements: random.floats(400 * directions))
    var vectors = (samples * basis).elements
    for index in vectors.indices { vectors[index] += random.floats(1)[0] * 0.05 }
    return InputStatistics(samples: vectors, columns: 15)
  }

  /// At a minimum the error does not change with any element of a core, to first order.
  @Test(arguments: shapes)
  func endsWhereNoElementCanImprove(_ text: String) throws {
    var random = SeededGenerator(seed: 1)
    let inputs = inputs(&random)
    let w = Matrix(rows: 12, columns: 15, elements: random.doubles(180))
    let start = try TTMatrix.decompose(w, shape: try TTShape(parsing: text)).matrix.balanced()
    // The covariance without the white noise for few samples, which moves the minimum.
    let many = InputStatistics(
      mean: inputs.mean, covariance: inputs.covariance, sampleCount: 1_000_000_000)
    var refined = start
    for _ in 0..<200 {
      refined = try refined.refined(for: w, inputs: many, sweeps: 1).matrix
    }
    func squaredError(_ train: TTMatrix<Double>) -> Double {
      let error = train.relativeOutputError(of: w, inputs: inputs)
      return error * error
    }
    func steepest(_ train: TTMatrix<Double>) throws -> Double {
      var largest = 0.0
      for core in train.cores.indices {
        for index in train.cores[core].indices {
          let errors = try [1e-3, -1e-3].map { step in
            var cores = train.cores
            cores[core][index] += step
            return squaredError(try TTMatrix(shape: train.shape, cores: cores))
          }
          largest = max(largest, abs(errors[0] - errors[1]) / 2e-3)
        }
      }
      return largest
    }
    let (before, after) = (squaredError(start), squaredError(refined))
    #expect(after < before * 0.9, "\(text): \(before) \(after)")
    let (slope, rest) = (try steepest(start), try steepest(refined))
    #expect(rest < slope * 0.05, "\(text): \(slope) \(rest)")
  }

  /// Each sweep lowers the error, and the fit of a layer uses it.
  @Test(arguments: shapes)
  func fitIsRefined(_ text: String) throws {
    var random = SeededGenerator(seed: 2)
    let inputs = inputs(&random)
    let w = Matrix(rows: 12, columns: 15, elements: random.floats(180))
    let shape = try TTShape(parsing: text)
    var errors: [Double] = []
    for sweeps in 0...3 {
      errors.append(try TTMatrix.fit(w, shape: shape, inputs: inputs, sweeps: sweeps).outputError)
    }
    for (before, after) in zip(errors, errors.dropFirst()) { #expect(after <= before + 1e-6) }
    // The whitening of a truncated SVD is exact already.
    let isTruncation = shape.rowModes.contains(1) || shape.columnModes.contains(1)
    if !isTruncation { #expect(errors[2] < errors[0] * 0.98, "\(text): \(errors)") }
  }

  /// Two ways to the same equations: from the covariance, and from the samples one after the other.
  @Test(arguments: shapes)
  func equationsFromSamplesAreThoseOfTheCovariance(_ text: String) throws {
    var random = SeededGenerator(seed: 4)
    let inputs = inputs(&random)
    let w = Matrix(rows: 12, columns: 15, elements: random.doubles(180))
    let train = try TTMatrix.decompose(w, shape: try TTShape(parsing: text)).matrix.balanced()
    // Samples whose second moments are exactly the covariance: the rows of a factor's transpose.
    let factor = try inputs.covariance.cholesky()
    let samples = Matrix<Float>(rounding: factor.transposed)
    let outputs = samples.multiplied(byTransposeOf: Matrix<Float>(rounding: w))
    for core in train.cores.indices {
      let fromMoments = CoreEquations(
        of: core, in: train, covariance: inputs.covariance, outputs: w * inputs.covariance)
      let fromSamples = CoreEquations(
        of: core, in: TTMatrix<Float>(rounding: train), samples: samples, outputs: outputs,
        limit: 15)
      for (one, other) in [
        (fromMoments.gram, fromSamples.gram), (fromMoments.right, fromSamples.right),
      ] {
        #expect(one.rows == other.rows && one.columns == other.columns)
        let largest = zip(one.elements, other.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(largest < 1e-4 * max(1, one.norm), "\(text), core \(core)")
      }
    }
  }

  /// Conjugate gradients lower the error nearly as far as the exact solution of the equations.
  @Test(arguments: shapes)
  func descentReachesTheSolutionOfTheEquations(_ text: String) throws {
    var random = SeededGenerator(seed: 5)
    let covariance = inputs(&random).covariance
    let w = Matrix(rows: 12, columns: 15, elements: random.doubles(180))
    let train = try TTMatrix.decompose(w, shape: try TTShape(parsing: text)).matrix.balanced()
    for core in train.cores.indices {
      let equations = CoreEquations(
        of: core, in: train, covariance: covariance, outputs: w * covariance)
      func gain(_ change: Matrix<Double>) -> Double {
        let image = equations.gram * change
        return change.elements.indices.reduce(0) {
          $0 + change.elements[$1] * (2 * equations.right.elements[$1] - image.elements[$1])
        }
      }
      var solved = equations
      let exact = gain(try solved.change())
      let found = gain(
        try train.descent(of: core, covariance: covariance, outputs: w * covariance))
      #expect(found >= exact * 0.98 - 1e-12, "\(text), core \(core): \(found) \(exact)")
    }
  }

  @Test func staysWhereSamplesDecideNothing() throws {
    var random = SeededGenerator(seed: 3)
    let w = Matrix(rows: 12, columns: 15, elements: random.floats(180))
    let shape = try TTShape(parsing: "4x3:3x5:2")
    let start = try TTMatrix.decompose(w, shape: shape).matrix.balanced()
    // One sample, and inputs that never change.
    for samples in [random.floats(15), [Float](repeating: 1, count: 150)] {
      let inputs = InputStatistics(samples: samples, columns: 15)
      let refined = try start.refined(for: w, inputs: inputs, sweeps: 2).matrix
      let difference = zip(refined.reconstructed().elements, start.reconstructed().elements)
        .reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(difference < 1e-3)
    }
  }
}

extension InputStatistics {
  fileprivate var covariance: Matrix<Double> {
    guard case .covariance(let c) = storage else { preconditionFailure("too many inputs") }
    return c
  }
}
