import LinearAlgebra

extension TTMatrix {
  /// The best cut of this tensor train to given ranks, without building W.
  ///
  /// Orthogonalises from the right, then truncates from the left (Oseledets 2011, algorithm 2):
  /// the bounds are those of `decompose`, the cost is Σ m_k n_k r³.
  /// - Throws: `TensorTrainError` when there are not d−1 positive ranks, or an element is not
  ///   finite.
  public func rounded(ranks: [Int]) throws(TensorTrainError) -> TTDecomposition<Scalar> {
    guard ranks.count == shape.coreCount - 1, ranks.allSatisfy({ $0 > 0 }) else {
      throw TensorTrainError("\(shape.coreCount - 1) positive ranks are needed, not \(ranks)")
    }
    return try rounded { _ in RankRule(limits: ranks) }
  }

  /// The same with the smallest ranks for a relative error of at most ε.
  ///
  /// - Throws: `TensorTrainError` when ε is negative or not a number, or an element is not finite.
  public func rounded(
    relativeError: Double, maximumRank: Int? = nil
  ) throws(TensorTrainError) -> TTDecomposition<Scalar> {
    guard relativeError >= 0, maximumRank ?? 1 > 0 else {
      throw TensorTrainError("the relative error must be 0 or more and the largest rank positive")
    }
    let limits = [Int](repeating: maximumRank ?? .max, count: shape.coreCount - 1)
    return try rounded {
      RankRule(relativeError: relativeError, norm: $0, limits: limits)
    }
  }

  private func rounded(
    _ rule: (Double) -> RankRule
  ) throws(TensorTrainError) -> TTDecomposition<Scalar> {
    let last = shape.coreCount - 1
    do {
      // Right unfoldings r_{k-1} × (m_k n_k r_k), orthonormal rows from the second core on.
      var unfoldings = (0...last).map { rightUnfolding($0) }
      for k in stride(from: last, to: 0, by: -1) {
        let (l, q) = try unfoldings[k].lq()
        unfoldings[k] = q
        let left = unfoldings[k - 1]
        let product = left.reshaped(rows: left.elements.count / l.rows, columns: l.rows) * l
        unfoldings[k - 1] = product.reshaped(
          rows: left.rows, columns: product.elements.count / left.rows)
      }
      let norm = unfoldings[0].norm
      guard norm.isFinite else { throw LinearAlgebraError.notFinite }
      let rule = rule(norm)
      var ranks = [1]
      var discarded: [Double] = []
      for k in 0..<last {
        let rank = unfoldings[k + 1].rows
        let left = unfoldings[k].reshaped(
          rows: unfoldings[k].elements.count / rank, columns: rank)
        let leading = try left.leadingLeftVectors(
          rankLimit: rule.limits[k], tolerance: rule.tolerance)
        unfoldings[k] = leading.vectors
        unfoldings[k + 1] = leading.vectors.transposeMultiplied(by: left) * unfoldings[k + 1]
        ranks.append(leading.vectors.columns)
        discarded.append(leading.discardedNorm)
      }
      return TTDecomposition(
        matrix: TTMatrix(
          trustedShape: shape.replacingRanks(ranks + [1]), cores: unfoldings.map(\.elements)),
        norm: norm, discardedNorms: discarded)
    } catch {
      throw TensorTrainError("\(error)")
    }
  }
}
