import LinearAlgebra

/// A factor of the covariance of a layer's inputs that a tensor train can absorb:
///
///     C / tr C ≈ C_1 ⊗ … ⊗ C_d,   L_k L_kᵀ = C_k + (λ / n_k) I,   L = L_1 ⊗ … ⊗ L_d
///
/// With W̃ = W L, ‖W̃ − W̃'‖² is the error of the outputs, up to the factor tr C, exactly when the
/// covariance is such a product and approximately otherwise. L⁻¹ acts on each column mode by
/// itself, so W' = W̃' L⁻¹ is a tensor train of the same shape.
struct KroneckerWhitening {
  /// n_1…n_d
  let modes: [Int]
  /// L_k, lower triangular.
  let factors: [Matrix<Double>]

  /// - Parameters:
  ///   - marginals: of `InputStatistics.marginals(of:)`.
  ///   - ridge: λ. With constant inputs, nothing but it is left.
  init(marginals: [Matrix<Double>], ridge: Double) throws(LinearAlgebraError) {
    modes = marginals.map(\.rows)
    var factors: [Matrix<Double>] = []
    for var marginal in marginals {
      let extent = marginal.rows
      for j in 0..<extent { marginal[j, j] += ridge / Double(extent) }
      factors.append(try marginal.cholesky())
    }
    self.factors = factors
  }

  /// W L, a mode at a time: M N Σ n_k operations.
  func whitened<Scalar: MatrixScalar>(_ matrix: Matrix<Scalar>) -> Matrix<Scalar> {
    var result = matrix
    var inner = matrix.columns
    for (extent, factor) in zip(modes, factors) {
      inner /= extent
      guard extent > 1 else {
        result = result.scaled(by: factor[0, 0])
        continue
      }
      result = result.multiplyingMode(extent: extent, inner: inner, by: Matrix(rounding: factor))
    }
    return result
  }

  /// L_k⁻¹
  func inverse(_ k: Int) throws(LinearAlgebraError) -> Matrix<Double> {
    try factors[k].triangularSolve(Matrix(identity: modes[k]), lower: true)
  }
}

extension InputStatistics {
  /// C_k of every mode, with trace 1; white noise for inputs that never vary.
  func marginals(of modes: [Int]) -> [Matrix<Double>] {
    let total = totalVariance
    var inner = columns
    return modes.map { extent in
      inner /= extent
      guard total > 0, extent > 1 else {
        return Matrix<Double>(identity: extent).scaled(by: 1 / Double(extent))
      }
      return marginal(extent: extent, inner: inner).scaled(by: 1 / total)
    }
  }
}

extension Matrix {
  /// The axis of `extent` elements, before `inner` others within a row, multiplied from the right:
  /// `result[… j …] = Σ_j' self[… j' …] factor[j', j]`.
  func multiplyingMode(extent: Int, inner: Int, by factor: Matrix) -> Matrix {
    if inner == 1 {
      let flat = reshaped(rows: elements.count / extent, columns: extent)
      return (flat * factor).reshaped(rows: rows, columns: columns)
    }
    // The mode last, then back: two copies, but one large product.
    let outer = elements.count / (extent * inner)
    let moved = exchangingLastAxes(outer, extent, inner, elements)
    let product = Matrix(rows: outer * inner, columns: extent, elements: moved) * factor
    return Matrix(
      rows: rows, columns: columns,
      elements: exchangingLastAxes(outer, inner, extent, product.elements))
  }
}

/// `(outer, a, b)` → `(outer, b, a)`
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func exchangingLastAxes<Scalar: MatrixScalar>(
  _ outer: Int, _ a: Int, _ b: Int, _ elements: [Scalar]
) -> [Scalar] {
  var result = [Scalar](repeating: 0, count: elements.count)
  result.withUnsafeMutableBufferPointer { target in
    elements.withUnsafeBufferPointer { source in
      for block in 0..<outer {
        let start = block * a * b
        for i in 0..<a {
          for j in 0..<b { target[start + j * a + i] = source[start + i * b + j] }
        }
      }
    }
  }
  return result
}
