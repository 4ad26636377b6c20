public import LinearAlgebra

extension TTMatrix {
  /// TT-SVD with given ranks (Oseledets 2011), within √(d−1) of the best tensor train of these
  /// ranks.
  ///
  /// Cores 1…d−1 come out with orthonormal left unfoldings; see `balanced` for the gauge to train
  /// or quantize in. Ranks beyond the caps, or beyond the rank of W, are cut without loss.
  /// Memory: at most three copies of W, the caller's among them.
  /// - Throws: `TensorTrainError` when the modes do not multiply to the size of the matrix, or an
  ///   element is not finite.
  public static func decompose(
    _ matrix: Matrix<Scalar>, shape: TTShape
  ) throws(TensorTrainError) -> TTDecomposition<Scalar> {
    try decompose(matrix, shape) { _ in RankRule(limits: shape.innerRanks) }
  }

  /// TT-SVD with the smallest ranks by which every bond discards at most ε ‖W‖ / √(d−1), so that
  /// the relative error is at most ε, unless `maximumRank` stops it.
  ///
  /// - Throws: `TensorTrainError` when ε is negative or not a number, when the modes do not
  ///   multiply to the size of the matrix, or when an element is not finite.
  public static func decompose(
    _ matrix: Matrix<Scalar>, rowModes: [Int], columnModes: [Int], relativeError: Double,
    maximumRank: Int? = nil
  ) throws(TensorTrainError) -> TTDecomposition<Scalar> {
    guard relativeError >= 0 else {
      throw TensorTrainError("the relative error must be 0 or more, not \(relativeError)")
    }
    guard maximumRank ?? 1 > 0 else { throw TensorTrainError("the largest rank must be positive") }
    let shape: TTShape
    do {
      let ones = [Int](repeating: 1, count: rowModes.count + 1)
      shape = try TTShape(rowModes: rowModes, columnModes: columnModes, ranks: ones)
    } catch {
      throw TensorTrainError(error.description)
    }
    let limits = [Int](repeating: maximumRank ?? .max, count: shape.coreCount - 1)
    return try decompose(matrix, shape) {
      RankRule(relativeError: relativeError, norm: $0, limits: limits)
    }
  }

  /// - Parameters:
  ///   - modes: a shape whose ranks are not read.
  ///   - rule: the rule of ranks, given ‖W‖.
  private static func decompose(
    _ matrix: Matrix<Scalar>, _ modes: TTShape, rule: (Double) -> RankRule
  ) throws(TensorTrainError) -> TTDecomposition<Scalar> {
    guard modes.rows == matrix.rows, modes.columns == matrix.columns else {
      throw TensorTrainError(
        "the modes make a \(modes.rows)×\(modes.columns) matrix, "
          + "but this one is \(matrix.rows)×\(matrix.columns)")
    }
    let norm = matrix.norm
    guard norm.isFinite else {
      throw TensorTrainError(LinearAlgebraError.notFinite.description)
    }
    let rule = rule(norm)
    let digits = ModeInterleaving(rowModes: modes.rowModes, columnModes: modes.columnModes)
    // What is still to be split: r_{k-1} × (m_k n_k … m_d n_d).
    var carry = Matrix(
      rows: 1, columns: matrix.elements.count, elements: digits.interleave(matrix.elements))
    var cores: [[Scalar]] = []
    var ranks = [1]
    var discarded: [Double] = []
    for k in 0..<modes.coreCount - 1 {
      let rows = carry.rows * modes.rowModes[k] * modes.columnModes[k]
      carry = carry.reshaped(rows: rows, columns: carry.elements.count / rows)
      do {
        let leading = try carry.leadingLeftVectors(
          rankLimit: rule.limits[k], tolerance: rule.tolerance)
        // ΣVᵀ = UᵀA is carried on. Carrying √Σ Vᵀ would truncate the next bond against the wrong
        // norm.
        carry = leading.vectors.transposeMultiplied(by: carry)
        cores.append(leading.vectors.elements)
        ranks.append(leading.vectors.columns)
        discarded.append(leading.discardedNorm)
      } catch {
        throw TensorTrainError("bond \(k + 1): \(error)")
      }
    }
    cores.append(carry.elements)
    let shape = modes.replacingRanks(ranks + [1])
    return TTDecomposition(
      matrix: TTMatrix(trustedShape: shape, cores: cores), norm: norm, discardedNorms: discarded)
  }
}
