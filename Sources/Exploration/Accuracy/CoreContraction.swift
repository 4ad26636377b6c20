import LinearAlgebra
import TensorTrain

extension TTMatrix<Double> {
  typealias Core = (elements: [Double], extents: [Int])

  /// The cores before one as one core L of (1, m_L, n_L, r), and those after it as R of (r', m_R, n_R, 1); nil
  /// where there are none.
  func merged(around core: Int) -> (left: Core?, right: Core?) {
    let count = shape.coreCount
    let groups = [0..<core, core..<core + 1, core + 1..<count].filter { !$0.isEmpty }
    let merged = merging(groups)
    func group(_ k: Int) -> Core { (merged.cores[k], merged.shape.coreExtents(k)) }
    return (core > 0 ? group(0) : nil, core + 1 < count ? group(groups.count - 1) : nil)
  }

  /// The derivative by one core of the scalar product of the train and a matrix: that matrix contracted by all
  /// other cores. Costs about (r + r') times its size.
  ///
  /// - Parameter matrix: `M × N`.
  /// - Returns: `(r n r') × m`.
  func contracted(_ matrix: Matrix<Double>, around core: Int) -> Matrix<Double> {
    let extents = shape.coreExtents(core)
    let (left, right) = merged(around: core)
    var images = matrix
    if let left {
      let (modes, rest) = (left.extents, images.columns / left.extents[2])
      images = Matrix(rows: modes[1] * modes[2], columns: extents[0], elements: left.elements)
        .transposeMultiplied(by: images.rearranged(modes[1], modes[2]))
      images = images.reshaped(rows: images.elements.count / rest, columns: rest)
    }
    if let right {
      let columns = right.extents[1] * right.extents[2]
      images = images.rearranged(extents[0] * extents[1], extents[2])
        .multiplied(
          byTransposeOf: Matrix(rows: extents[3], columns: columns, elements: right.elements))
    }
    return unknowns(images.elements, of: core)
  }

  /// A core as the unknowns of its equations, `(r n r') × m`.
  func unknowns(of core: Int) -> Matrix<Double> { unknowns(cores[core], of: core) }

  private func unknowns(_ elements: [Double], of core: Int) -> Matrix<Double> {
    // (r, m, n, r') → (r, n, r', m)
    let extents = shape.coreExtents(core)
    let (m, inner) = (extents[1], extents[2] * extents[3])
    return Matrix(
      rows: extents[0] * inner, columns: m,
      elements: exchangingLastAxes(extents[0], m, inner, elements))
  }

  /// The same train with another core.
  ///
  /// - Parameter unknowns: `(r n r') × m`.
  func replacing(_ core: Int, by unknowns: Matrix<Double>) throws -> TTMatrix {
    let extents = shape.coreExtents(core)
    var cores = cores
    cores[core] = exchangingLastAxes(
      extents[0], extents[2] * extents[3], extents[1], unknowns.elements)
    return try TTMatrix(shape: shape, cores: cores)
  }
}
