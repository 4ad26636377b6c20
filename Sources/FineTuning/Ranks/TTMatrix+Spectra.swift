import LinearAlgebra
import TensorTrain

extension TTMatrix<Float> {
  /// The singular values of each unfolding of W, that is for each bond what every rank contributes, without building
  /// W: all cores right of a bond have orthonormal rows, all left of it orthonormal columns, when it is decomposed.
  ///
  /// Cost: Σ m_k n_k r³.
  func bondSingularValues() throws(LinearAlgebraError) -> [[Double]] {
    let last = shape.coreCount - 1
    var cores = zip(self.cores, shape.ranks).map { core, rank in
      Matrix(rows: rank, columns: core.count / rank, elements: core.map(Double.init))
    }
    for k in stride(from: last, to: 0, by: -1) {
      let (l, q) = try cores[k].lq()
      let left = cores[k - 1]
      let product = left.reshaped(rows: left.elements.count / l.rows, columns: l.rows) * l
      cores[k] = q
      cores[k - 1] = product.reshaped(
        rows: left.rows, columns: product.elements.count / left.rows)
    }
    var spectra: [[Double]] = []
    for k in 0..<last {
      let rank = cores[k + 1].rows
      let factors = try cores[k].reshaped(
        rows: cores[k].elements.count / rank, columns: rank
      ).svd()
      spectra.append(factors.singularValues)
      var carried = factors.vTransposed
      for row in 0..<carried.rows {
        for column in 0..<carried.columns { carried[row, column] *= factors.singularValues[row] }
      }
      cores[k + 1] = carried * cores[k + 1]
    }
    return spectra
  }
}
