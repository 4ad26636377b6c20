import LinearAlgebra
import TensorTrain

/// The normal equations of one core of a tensor train while the others stay.
///
/// A core of m rows sees states z of K = r · n · r' elements, which the other cores make of the inputs and of
/// which there is one for each sample and for the rows of the others. As a matrix G (m × K) it is to
/// make Σ ‖y − G z‖² smallest. Its change D solves
///
///     (Σ z zᵀ + λ I) Dᵀ = Σ z (y − G z)ᵀ
///
/// λ holds what the inputs say nothing of where it is; with any λ the error falls.
struct CoreEquations {
  /// Σ z zᵀ up to a factor, `K × K`.
  var gram: Matrix<Double>
  /// Σ z (y − G z)ᵀ up to the same factor, `K × m`.
  var right: Matrix<Double>

  /// Most rows of a matrix that equations are made of or are: 134 MB, and seconds.
  private static let largestSize = 4096

  /// Nil when it takes too long.
  init?(of core: Int, in train: TTMatrix<Double>, _ targets: RefinementTargets) {
    let extents = train.shape.coreExtents(core)
    let unknowns = extents[0] * extents[2] * extents[3]
    guard unknowns <= Self.largestSize else { return nil }
    switch targets {
    case .moments(let covariance, let outputs):
      let shape = train.shape
      let before = shape.columnModes[..<core].reduce(1, *)
      let after = shape.columnModes[(core + 1)...].reduce(1, *)
      let sizes = [
        before * extents[0], extents[0] * extents[2] * after, after * extents[3],
      ]
      guard sizes.allSatisfy({ $0 <= Self.largestSize }) else { return nil }
      self.init(of: core, in: train, covariance: covariance, outputs: outputs)
    case .samples(let inputs, let outputs):
      let limit = Self.sampleLimit(unknowns: unknowns, rows: train.rows / extents[1])
      guard min(limit, inputs.rows) * (train.rows / extents[1]) >= 4 * unknowns else { return nil }
      self.init(
        of: core, in: TTMatrix<Float>(rounding: train), samples: inputs, outputs: outputs,
        limit: limit)
    }
  }

  init(gram: Matrix<Double>, right: Matrix<Double>) {
    self.gram = gram
    self.right = right
  }

  /// Dᵀ, `K × m`. Adds λ to the equations.
  mutating func change() throws(LinearAlgebraError) -> Matrix<Double> {
    let size = gram.rows
    var trace = 0.0
    for k in 0..<size { trace += gram[k, k] }
    guard trace > 0 else { return Matrix(zerosOfRows: size, columns: right.columns) }
    for k in 0..<size { gram[k, k] += 1e-3 * trace / Double(size) }
    return try gram.cholesky().choleskySolve(right)
  }
}
