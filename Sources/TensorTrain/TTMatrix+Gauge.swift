import LinearAlgebra

extension TTMatrix {
  /// The same matrix in the balanced gauge: at every bond the Gram matrices of the two cores'
  /// unfoldings are equal and diagonal, so that all cores have a like scale. Train and quantize
  /// in this gauge.
  ///
  /// Sweeps over neighbouring cores until the Gram matrices of each bond agree within `tolerance`
  /// of their norm, 60 sweeps at most; one is enough for two cores. Computed in `Double`. A rank
  /// above what a core can carry keeps its place, filled with zeros.
  /// - Throws: `TensorTrainError` when an element is not finite.
  public func balanced(tolerance: Double = 1e-6) throws(TensorTrainError) -> TTMatrix {
    guard cores.allSatisfy({ Scalar._isFinite($0) }) else {
      throw TensorTrainError(LinearAlgebraError.notFinite.description)
    }
    var cores = inDouble
    do {
      for _ in 0..<60 where cores.gaugeImbalance > tolerance {
        for bond in 1..<shape.coreCount { cores = try cores.balancing(bond) }
      }
    } catch {
      throw TensorTrainError(error.description)
    }
    return TTMatrix(rounding: cores)
  }
}

extension TTMatrix where Scalar == Double {
  /// The largest difference, over all bonds, of the two Gram matrices at a bond, relative to
  /// their norm.
  var gaugeImbalance: Double {
    (1..<max(shape.coreCount, 1)).map { bond in
      let left = leftUnfolding(bond - 1)
      let right = rightUnfolding(bond)
      let a = left.transposeMultiplied(by: left)
      var difference = right.multiplied(byTransposeOf: right)
      let norm = a.norm + difference.norm
      for i in difference.elements.indices { difference.elements[i] -= a.elements[i] }
      return norm == 0 ? 0 : difference.norm / norm
    }.max() ?? 0
  }

  /// Balances one bond: with G_k = Q R, G_{k+1} = L Q' and R L = U Σ Vᵀ,
  ///
  ///     G_k ← Q U √Σ,   G_{k+1} ← √Σ Vᵀ Q'
  fileprivate func balancing(_ bond: Int) throws(LinearAlgebraError) -> TTMatrix {
    let (q, r) = try leftUnfolding(bond - 1).qr()
    let (l, qRight) = try rightUnfolding(bond).lq()
    let factors = try (r * l).svd()
    let rank = shape.ranks[bond]
    var left = Matrix<Double>(zerosOfRows: factors.u.rows, columns: rank)
    var right = Matrix<Double>(zerosOfRows: rank, columns: factors.vTransposed.columns)
    for (s, value) in factors.singularValues.enumerated() {
      let root = value.squareRoot()
      for i in 0..<left.rows { left[i, s] = factors.u[i, s] * root }
      for j in 0..<right.columns { right[s, j] = factors.vTransposed[s, j] * root }
    }
    var cores = cores
    cores[bond - 1] = (q * left).elements
    cores[bond] = (right * qRight).elements
    return TTMatrix(trustedShape: shape, cores: cores)
  }
}
