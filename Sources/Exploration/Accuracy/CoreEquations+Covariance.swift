import LinearAlgebra
import TensorTrain

extension CoreEquations {
  /// The equations from the covariance of the inputs.
  ///
  /// The cores before and after the one are merged into L and R. Then Σ z zᵀ is the covariance with its
  /// digits contracted by L and R on both sides, and Σ z yᵀ is W C contracted by them once. Costs
  /// about (r² + r'²) N² operations, whatever the number of samples.
  /// - Parameters:
  ///   - covariance: C, `N × N`.
  ///   - outputs: W C, `M × N`.
  init(
    of core: Int, in train: TTMatrix<Double>, covariance: Matrix<Double>, outputs: Matrix<Double>
  ) {
    let extents = train.shape.coreExtents(core)
    let (r, n, last) = (extents[0], extents[2], extents[3])
    let contraction = CoreContraction(of: core, in: train)
    var gram = covariance
    if let left = contraction.left {
      let modes = left.extents
      let weights = Matrix(rows: modes[1], columns: modes[2] * r, elements: left.elements)
        .columnGram().rearranged(modes[2], modes[2])
      gram = weights.transposeMultiplied(by: gram.rearranged(modes[2], modes[2]))
        .rearranged(r, gram.rows / modes[2])
    }
    if let right = contraction.right {
      let modes = right.extents
      let weights = Matrix(rows: last, columns: modes[1] * modes[2], elements: right.elements)
        .rearranged(1, modes[1]).columnGram().rearranged(last, last)
      gram = gram.rearranged(r * n, r * n).multiplied(byTransposeOf: weights)
        .rearranged(r * n, last)
    }
    var residual = contraction(outputs)
    residual.add(gram * train.unknowns(of: core), times: -1)
    self.init(gram: gram, right: residual)
  }
}

extension Matrix {
  /// Axes (p, …, q, …) as (p, q, …, …).
  func rearranged(_ p: Int, _ q: Int) -> Matrix {
    rearranged(at: Cut(rowPrefix: p, columnPrefix: q))
  }
}
