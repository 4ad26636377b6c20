public import LinearAlgebra
public import TensorTrain

/// A tensor train fitted to what a layer's inputs look like.
public struct WhitenedDecomposition<Scalar: MatrixScalar>: Sendable {
  /// In the balanced gauge.
  public let matrix: TTMatrix<Scalar>
  /// √(E ‖(W − W')x‖² / E ‖W x‖²) of the centred inputs x, as far as their covariance is a
  /// product; see `relativeOutputError` for the measured one.
  public let predictedError: Double
}

extension TTMatrix {
  /// The TT-SVD of W̃ = W (L_1 ⊗ … ⊗ L_d), L_k a factor of the covariance of column mode k, folded
  /// back into the cores: the same shape and size as the plain one, but small errors where the
  /// inputs vary.
  ///
  ///     G_k[a, i, j, b] = Σ_j' G̃_k[a, i, j', b] · (L_k⁻¹)[j', j]
  ///
  /// The fold leaves the cores badly scaled, so they are balanced afterwards.
  /// - Parameters:
  ///   - inputs: the statistics of the layer's inputs.
  ///   - ridge: the share of white noise added to the covariance; directions without any variance
  ///     are weighed by it.
  /// - Throws: `TensorTrainError` when the modes do not multiply to the size of the matrix or a
  ///   number is not finite.
  /// - Precondition: the statistics are of N inputs.
  public static func decompose(
    _ matrix: Matrix<Scalar>, shape: TTShape, inputs: InputStatistics, ridge: Double = 1e-3
  ) throws -> WhitenedDecomposition<Scalar> {
    try whitened(matrix, marginals(of: inputs, shape.columnModes, matrix), ridge) {
      try TTMatrix.decompose($0, shape: shape)
    }
  }

  /// The same with the smallest ranks for a relative error of the outputs.
  public static func decompose(
    _ matrix: Matrix<Scalar>, rowModes: [Int], columnModes: [Int], relativeError: Double,
    inputs: InputStatistics, ridge: Double = 1e-3
  ) throws -> WhitenedDecomposition<Scalar> {
    try whitened(matrix, marginals(of: inputs, columnModes, matrix), ridge) {
      try TTMatrix.decompose(
        $0, rowModes: rowModes, columnModes: columnModes, relativeError: relativeError)
    }
  }

  /// The shares of white noise that `fit` tries; infinite is plain TT-SVD.
  public static var commonRidges: [Double] { [1e-3, 1e-2, 0.1, 1, .infinity] }

  /// The decomposition with the smallest measured output error among several ridges.
  ///
  /// No covariance is quite a product. Where it is far from one, a fit to its marginals can be worse
  /// than one to nothing; more white noise leads from the one to the other, and measuring decides.
  /// Costs a decomposition and a rebuilt matrix for each ridge. The best is then refined.
  /// - Parameters:
  ///   - sweeps: of `refined(for:inputs:sweeps:progress:)`.
  ///   - progress: called with the share done as the work goes on.
  /// - Throws: as `decompose(_:shape:inputs:ridge:)`.
  /// - Precondition: there is at least one ridge, and the statistics are of N inputs.
  public static func fit(
    _ matrix: Matrix<Scalar>, shape: TTShape, inputs: InputStatistics,
    ridges: [Double] = commonRidges, sweeps: Int = 2,
    progress: (_ share: Double) -> Void = { _ in }
  ) throws -> (matrix: TTMatrix, outputError: Double) {
    let marginals = marginals(of: inputs, shape.columnModes, matrix)
    var best: (matrix: TTMatrix, outputError: Double)?
    // The refinement takes about as long as the decompositions.
    let first = sweeps > 0 ? 0.5 : 1
    for (index, ridge) in ridges.enumerated() {
      let found =
        ridge.isFinite
        ? try whitened(matrix, marginals, ridge) { try TTMatrix.decompose($0, shape: shape) }.matrix
        : try decompose(matrix, shape: shape).matrix.balanced()
      let error = found.relativeOutputError(of: matrix, inputs: inputs)
      if error < best?.outputError ?? .infinity { best = (found, error) }
      progress(first * Double(index + 1) / Double(ridges.count))
    }
    guard let best else { throw ExplorationError("the output error is not finite") }
    guard sweeps > 0 else { return best }
    return try best.matrix.refined(for: matrix, inputs: inputs, sweeps: sweeps) {
      progress(first + (1 - first) * $0)
    }
  }

  private static func marginals(
    of inputs: InputStatistics, _ columnModes: [Int], _ matrix: Matrix<Scalar>
  ) -> [Matrix<Double>] {
    precondition(
      inputs.columns == matrix.columns && columnModes.reduce(1, *) == matrix.columns,
      "statistics or modes of another layer")
    return inputs.marginals(of: columnModes)
  }

  private static func whitened(
    _ matrix: Matrix<Scalar>, _ marginals: [Matrix<Double>], _ ridge: Double,
    decompose: (Matrix<Scalar>) throws -> TTDecomposition<Scalar>
  ) throws -> WhitenedDecomposition<Scalar> {
    let whitening = try KroneckerWhitening(marginals: marginals, ridge: ridge)
    let found = try decompose(whitening.whitened(matrix))
    let shape = found.matrix.shape
    let cores = try found.matrix.cores.enumerated().map { k, core in
      let extents = shape.coreExtents(k)
      guard extents[2] > 1 else {
        let scale = try whitening.inverse(k)[0, 0]
        return core.map { $0 * Scalar(scale) }
      }
      // (r_{k-1} m_k, n_k r_k) read as rows of n_k · r_k elements.
      return Matrix(rows: extents[0] * extents[1], columns: extents[2] * extents[3], elements: core)
        .multiplyingMode(
          extent: extents[2], inner: extents[3], by: Matrix(rounding: try whitening.inverse(k))
        ).elements
    }
    return WhitenedDecomposition(
      matrix: try TTMatrix(shape: shape, cores: cores).balanced(),
      predictedError: found.relativeError)
  }

  /// √(E ‖(W − W')(x − E x)‖² / E ‖W (x − E x)‖²): the error of the layer's outputs when the bias
  /// takes up that of their mean, relative to how the outputs vary. Rebuilds W'.
  public func relativeOutputError(
    of matrix: Matrix<Scalar>, inputs: InputStatistics
  ) -> Double {
    let weights = matrix.inDouble
    var difference = reconstructed().inDouble
    for index in difference.elements.indices {
      difference.elements[index] = weights.elements[index] - difference.elements[index]
    }
    let whole = inputs.outputVariance(of: weights)
    return whole > 0 ? (max(0, inputs.outputVariance(of: difference)) / whole).squareRoot() : 0
  }

  /// ‖W − W'‖ / ‖W‖ by rebuilding W'; 0 for a matrix of zeros.
  func relativeWeightError(of matrix: Matrix<Scalar>) -> Double {
    var difference = reconstructed()
    for index in difference.elements.indices {
      difference.elements[index] -= matrix.elements[index]
    }
    let whole = matrix.norm
    return whole > 0 ? difference.norm / whole : 0
  }

  /// (W − W') E[x]: what is to be added to the bias, so that the outputs keep their mean.
  public func biasCorrection(for matrix: Matrix<Scalar>, inputs: InputStatistics) -> [Double] {
    let mean = Matrix<Double>(rows: inputs.columns, columns: 1, elements: inputs.mean)
    let wanted = matrix.inDouble * mean
    let given = inDouble.multiplied(by: inputs.mean)
    return zip(wanted.elements, given).map { $0 - $1 }
  }
}
