public import LinearAlgebra

/// A matrix held as a tensor train: `W(i_1…i_d ; j_1…j_d) = G_1[:, i_1, j_1, :] · … · G_d[:, i_d,
/// j_d, :]`.
public struct TTMatrix<Scalar: MatrixScalar>: Sendable, Equatable {
  public let shape: TTShape
  /// Core k, row-major `(r_{k-1}, m_k, n_k, r_k)`.
  public let cores: [[Scalar]]

  /// - Throws: `TensorTrainError` when a core is missing or does not have the size that the shape
  ///   gives it.
  public init(shape: TTShape, cores: [[Scalar]]) throws(TensorTrainError) {
    guard cores.count == shape.coreCount else {
      throw TensorTrainError("\(cores.count) cores for a shape of \(shape.coreCount): \(shape)")
    }
    for (k, core) in cores.enumerated() {
      let extents = shape.coreExtents(k)
      guard core.count == extents.reduce(1, *) else {
        throw TensorTrainError(
          "core \(k + 1) of \(shape) has \(core.count) elements, expected "
            + extents.map(String.init).joined(separator: "×"))
      }
    }
    self.init(trustedShape: shape, cores: cores)
  }

  /// Cores that are already known to fit.
  init(trustedShape shape: TTShape, cores: [[Scalar]]) {
    self.shape = shape
    self.cores = cores
  }

  /// M
  public var rows: Int { shape.rows }
  /// N
  public var columns: Int { shape.columns }

  /// Core k as the matrix `(r_{k-1} m_k n_k) × r_k`.
  func leftUnfolding(_ k: Int) -> Matrix<Scalar> {
    let columns = shape.ranks[k + 1]
    return Matrix(rows: cores[k].count / columns, columns: columns, elements: cores[k])
  }

  /// Core k as the matrix `r_{k-1} × (m_k n_k r_k)`.
  func rightUnfolding(_ k: Int) -> Matrix<Scalar> {
    let rows = shape.ranks[k]
    return Matrix(rows: rows, columns: cores[k].count / rows, elements: cores[k])
  }

  /// The same matrix with elements of another precision.
  public var inDouble: TTMatrix<Double> {
    TTMatrix<Double>(trustedShape: shape, cores: cores.map { Scalar._doubles($0) })
  }

  /// The matrix rounded from `Double`.
  public init(rounding matrix: TTMatrix<Double>) {
    self.init(trustedShape: matrix.shape, cores: matrix.cores.map { Scalar._rounded($0) })
  }
}

/// Why a tensor train cannot be made: one line.
public struct TensorTrainError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
