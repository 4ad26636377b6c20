extension Matrix {
  /// The largest singular values, falling: `count` of them, or all when the matrix has fewer or a
  /// cheap method gives all.
  ///
  /// * Short side up to `exactSize`: square roots of the eigenvalues of the Gram matrix of the
  ///   short side in `Double`, all of them; those below 1e-8 of the largest are lost in rounding.
  ///   About rows · columns · short side operations.
  /// * Beyond: a randomized range finder with `powerIterations` (Halko, Martinsson and Tropp
  ///   2011), 2 (1 + 2 `powerIterations`) rows · columns · (count + 10) operations. The values
  ///   are those of a projection of the matrix and so never too large; the smaller ones of a
  ///   slowly falling spectrum come out too small. The same for the same seed.
  /// - Throws: `LinearAlgebraError.notFinite`, or `noConvergence`.
  public func leadingSingularValues(
    _ count: Int, exactSize: Int = 256, powerIterations: Int = 1, seed: UInt64 = 0
  ) throws(LinearAlgebraError) -> [Double] {
    guard isFinite else { throw .notFinite }
    let shortSide = min(rows, columns)
    let sampleCount = count + 10
    guard shortSide > exactSize, sampleCount < shortSide else {
      let gram = rows <= columns ? gram() : columnGram()
      return try gram.symmetricEigenvalues().map { max($0, 0).squareRoot() }
    }
    // Y = Aᵀ Ω from a sample of the short side; each power iteration is Q = orth(A Y), Y = Aᵀ Q.
    let wide = rows <= columns
    func toLongSide(_ x: Matrix) -> Matrix { wide ? transposeMultiplied(by: x) : self * x }
    func toShortSide(_ y: Matrix) -> Matrix { wide ? self * y : transposeMultiplied(by: y) }
    var source = NormalSource(seed: seed)
    let normals = (0..<shortSide * sampleCount).map { _ in source.next() }
    var basis = Matrix(
      rows: shortSide, columns: sampleCount, elements: Scalar._rounded(normals)
    ).orthonormalized()
    for _ in 0..<max(powerIterations, 1) {
      basis = toShortSide(toLongSide(basis)).orthonormalized()
    }
    let image = toLongSide(basis)
    let values = try image.columnGram().symmetricEigenvalues()
    return values.prefix(count).map { max($0, 0).squareRoot() }
  }
}

extension Matrix<Double> {
  /// The eigenvalues of a symmetric matrix, falling.
  func symmetricEigenvalues() throws(LinearAlgebraError) -> [Double] {
    var form = TridiagonalForm(self)
    // No eigenvectors: rotations of rows without columns cost nothing.
    var none = Matrix<Double>(zerosOfRows: rows, columns: 0)
    try form.diagonalize(rotating: &none)
    return form.diagonal.sorted(by: >)
  }
}
