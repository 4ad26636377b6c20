import LinearAlgebra
import TensorTrain

/// The derivative by one core of the scalar product of a train and a matrix: the matrix contracted by all other cores,
/// which are merged beforehand.
struct CoreContraction {
  typealias Core = (elements: [Double], extents: [Int])

  private let extents: [Int]
  /// The cores before the one as one of (1, m_L, n_L, r); nil where there are none.
  let left: Core?
  /// The cores behind it as one of (r', m_R, n_R, 1); nil where there are none.
  let right: Core?

  init(of core: Int, in train: TTMatrix<Double>) {
    let count = train.shape.coreCount
    let groups = [0..<core, core..<core + 1, core + 1..<count].filter { !$0.isEmpty }
    let merged = train.merging(groups)
    func group(_ k: Int) -> Core { (merged.cores[k], merged.shape.coreExtents(k)) }
    extents = train.shape.coreExtents(core)
    left = core > 0 ? group(0) : nil
    right = core + 1 < count ? group(groups.count - 1) : nil
  }

  /// Costs about (r + r') times the size of the matrix.
  ///
  /// - Parameter matrix: `M × N`.
  /// - Returns: `(r n r') × m`.
  func callAsFunction(_ matrix: Matrix<Double>) -> Matrix<Double> {
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
    return asUnknowns(images.elements, extents)
  }
}

extension TTMatrix<Double> {
  /// A core as the unknowns of its equations, `(r n r') × m`.
  func unknowns(of core: Int) -> Matrix<Double> {
    asUnknowns(cores[core], shape.coreExtents(core))
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

/// The elements of a core of (r, m, n, r') as `(r n r') × m`.
private func asUnknowns(_ elements: [Double], _ extents: [Int]) -> Matrix<Double> {
  let (m, inner) = (extents[1], extents[2] * extents[3])
  return Matrix(
    rows: extents[0] * inner, columns: m,
    elements: exchangingLastAxes(extents[0], m, inner, elements))
}
