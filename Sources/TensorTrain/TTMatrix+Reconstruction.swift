public import LinearAlgebra

extension TTMatrix {
  /// The dense M × N matrix.
  ///
  /// Cores are merged from the left (`TTShape.rebuildMultiplyAccumulates` operations, two copies
  /// of the result in memory at the end), then the digits are put in order.
  public func reconstructed() -> Matrix<Scalar> {
    var merged = Matrix(
      rows: cores[0].count / shape.ranks[1], columns: shape.ranks[1], elements: cores[0])
    for k in 1..<max(shape.coreCount, 1) {
      // (m_1 n_1 … m_{k-1} n_{k-1}) × r_{k-1} times r_{k-1} × (m_k n_k r_k)
      let product = merged * rightUnfolding(k)
      let rank = shape.ranks[k + 1]
      merged = product.reshaped(rows: product.elements.count / rank, columns: rank)
    }
    let digits = ModeInterleaving(rowModes: shape.rowModes, columnModes: shape.columnModes)
    return Matrix(rows: rows, columns: columns, elements: digits.separate(merged.elements))
  }

  /// Cores `range` multiplied into one; the layer is the same.
  ///
  /// - Precondition: the range is not empty and within `0..<shape.coreCount`.
  public func merging(_ range: Range<Int>) -> TTMatrix {
    let merged = shape.merging(range)
    var inner = leftUnfolding(range.lowerBound)
    for k in range.dropFirst() {
      let product = inner * rightUnfolding(k)
      let rank = shape.ranks[k + 1]
      inner = product.reshaped(rows: product.elements.count / rank, columns: rank)
    }
    // (r, m_a, n_a, …, m_b, n_b, r') → (r, m_a…m_b, n_a…n_b, r'): the outer ranks ride along as a
    // first row mode and a last column mode, which stay where they are.
    let outer = (shape.ranks[range.lowerBound], shape.ranks[range.upperBound])
    let digits = ModeInterleaving(
      rowModes: [outer.0] + shape.rowModes[range] + [1],
      columnModes: [1] + shape.columnModes[range] + [outer.1])
    var result = cores
    result.replaceSubrange(range, with: [digits.separate(inner.elements)])
    return TTMatrix(trustedShape: merged, cores: result)
  }

  /// The cores of each range multiplied into one; the layer is the same.
  ///
  /// - Precondition: the ranges cover all cores in order.
  public func merging(_ groups: [Range<Int>]) -> TTMatrix {
    groups.reversed().reduce(self) { matrix, group in
      group.count > 1 ? matrix.merging(group) : matrix
    }
  }
}
