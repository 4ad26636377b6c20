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
    let (r, m, n, last) = (extents[0], extents[1], extents[2], extents[3])
    let count = train.shape.coreCount
    let groups = [0..<core, core..<core + 1, core + 1..<count].filter { !$0.isEmpty }
    let merged = train.merging(groups)
    var (gram, images) = (covariance, outputs)
    if core > 0 {
      // L: (m_L, n_L, r)
      let (left, modes) = (merged.cores[0], merged.shape.coreExtents(0))
      let (rows, columns, rest) = (modes[1], modes[2], gram.rows / modes[2])
      let weights = Matrix(rows: rows, columns: columns * r, elements: left).columnGram()
        .rearranged(columns, columns)
      gram = weights.transposeMultiplied(by: gram.rearranged(columns, columns))
        .rearranged(r, rest)
      images = Matrix(rows: rows * columns, columns: r, elements: left)
        .transposeMultiplied(by: images.rearranged(rows, columns))
      images = images.reshaped(rows: images.elements.count / rest, columns: rest)
    }
    if core + 1 < count {
      // R: (r', m_R, n_R)
      let right = merged.cores[merged.cores.count - 1]
      let modes = merged.shape.coreExtents(merged.cores.count - 1)
      let (rows, columns, rest) = (modes[1], modes[2], gram.rows / modes[2])
      let weights = Matrix(rows: last, columns: rows * columns, elements: right)
        .rearranged(1, rows).columnGram().rearranged(last, last)
      gram = gram.rearranged(rest, rest).multiplied(byTransposeOf: weights)
        .rearranged(rest, last)
      images = images.rearranged(r * m, n)
        .multiplied(
          byTransposeOf: Matrix(rows: last, columns: rows * columns, elements: right))
    }
    // (r, m, n, r') → (r, n, r', m)
    func unknowns(_ elements: [Double]) -> Matrix<Double> {
      Matrix(
        rows: r * n * last, columns: m,
        elements: exchangingLastAxes(r, m, n * last, elements))
    }
    var right = unknowns(images.elements)
    right.subtract(gram * unknowns(train.cores[core]))
    self.init(gram: gram, right: right)
  }
}

extension Matrix {
  /// Axes (p, …, q, …) as (p, q, …, …).
  fileprivate func rearranged(_ p: Int, _ q: Int) -> Matrix {
    rearranged(at: Cut(rowPrefix: p, columnPrefix: q))
  }

  mutating func subtract(_ other: Matrix) {
    for index in elements.indices { elements[index] -= other.elements[index] }
  }
}
