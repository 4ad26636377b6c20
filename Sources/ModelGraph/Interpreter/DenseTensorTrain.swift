import TensorTrain

/// The dense matrix of a tensor train.
enum DenseTensorTrain {
  /// `W(i, j) = Σ core_1(1, i_1, j_1, a_1) · … · core_d(a_{d−1}, i_d, j_d, 1)`, i and j in mixed
  /// radix.
  ///
  /// Built by appending one core after another to a tensor `(rows, columns, rank)`, nothing shared
  /// with the runtime's sweeps. Cost: `Σ_k m_1…m_k · n_1…n_k · r_{k−1} · r_k` multiply-adds.
  ///
  /// - Returns: row-major `(M, N)`.
  static func matrix(of shape: TTShape, cores: [[Double]]) -> [Double] {
    var state = [1.0]
    var rows = 1
    var columns = 1
    for (k, core) in cores.enumerated() {
      let (r, m, n, s) = (
        shape.ranks[k], shape.rowModes[k], shape.columnModes[k], shape.ranks[k + 1]
      )
      state = append(core, (r, m, n, s), to: state, (rows, columns))
      rows *= m
      columns *= n
    }
    return state
  }

  /// `next(i·m + p, j·n + q, b) = Σ_a state(i, j, a) · core(a, p, q, b)`
  private static func append(
    _ core: [Double], _ extents: (r: Int, m: Int, n: Int, s: Int),
    to state: [Double], _ size: (rows: Int, columns: Int)
  ) -> [Double] {
    let (r, m, n, s) = extents
    let nextColumns = size.columns * n
    var next = [Double](repeating: 0, count: size.rows * m * nextColumns * s)
    next.withUnsafeMutableBufferPointer { next in
      core.withUnsafeBufferPointer { core in
        for i in 0..<size.rows {
          for j in 0..<size.columns {
            for a in 0..<r {
              let factor = state[(i * size.columns + j) * r + a]
              for p in 0..<m {
                // The slice of one p: n · s consecutive elements on both sides.
                let source = (a * m + p) * n * s
                let target = ((i * m + p) * nextColumns + j * n) * s
                for q in 0..<(n * s) { next[target + q] += factor * core[source + q] }
              }
            }
          }
        }
      }
    }
    return next
  }
}
