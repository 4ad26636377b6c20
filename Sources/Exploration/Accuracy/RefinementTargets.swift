import LinearAlgebra
import TensorTrain

/// What trains are fitted to.
enum RefinementTargets {
  /// C, `N × N`, with some white noise, and the weights times it, `M × N`.
  case moments(covariance: Matrix<Double>, outputs: Matrix<Double>)
  /// Inputs without their mean, `(samples, N)`, and their outputs, `(samples, M)`.
  case samples(inputs: Matrix<Float>, outputs: Matrix<Float>)

  init(_ weights: Matrix<Double>, _ inputs: InputStatistics) {
    switch inputs.storage {
    case .covariance(let c):
      let covariance = inputs.shrunk(c)
      self = .moments(covariance: covariance, outputs: weights * covariance)
    case .samples(let x):
      self = .samples(
        inputs: x, outputs: x.multiplied(byTransposeOf: Matrix<Float>(rounding: weights)))
    }
  }

  /// What is to be added to a core, `(r n r') × m`; nil when finding it takes too long.
  func change(of core: Int, in train: TTMatrix<Double>) throws -> Matrix<Double>? {
    if case .moments(let covariance, let outputs) = self, train.hasManyUnknowns(core) {
      return try train.descent(of: core, covariance: covariance, outputs: outputs)
    }
    var equations = CoreEquations(of: core, in: train, self)
    return try equations?.change()
  }
}

extension InputStatistics {
  /// (1 − ρ) C + ρ tr C / N · I with the oracle approximating shrinkage ρ (Chen, Wiesel, Eldar and Hero 2010): of
  /// few samples, C misses directions in which inputs do vary.
  fileprivate func shrunk(_ covariance: Matrix<Double>) -> Matrix<Double> {
    let (p, n) = (Double(columns), Double(sampleCount))
    let (trace, norm) = (totalVariance, covariance.norm)
    let square = norm * norm
    let spread = (n + 1 - 2 / p) * (square - trace * trace / p)
    let share = spread > 0 ? min(1, ((1 - 2 / p) * square + trace * trace) / spread) : 1
    var result = covariance.scaled(by: 1 - share)
    for j in 0..<columns { result[j, j] += share * trace / p }
    return result
  }
}
