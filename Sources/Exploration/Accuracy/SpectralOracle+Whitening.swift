public import LinearAlgebra

extension SpectralOracle {
  /// The table of relative *output* errors of a matrix whose inputs are known.
  ///
  /// At each cut (p, q) the covariance is taken to be a product of two blocks, that of the first
  /// digits (q × q) and that of the rest, so that one spectrum for each cut serves every shape.
  /// Exact when the covariance is such a product, an estimate otherwise: heuristic. A block of more
  /// than `blockLimit` inputs is split further, since the work of its factor grows with the cube.
  /// - Parameters:
  ///   - wanted: the cuts that will be asked for; all by default.
  ///   - ridge: λ of `KroneckerWhitening`, the share of white noise in the inputs.
  /// - Throws: `LinearAlgebraError.notFinite`, or `noConvergence`.
  /// - Precondition: the statistics are of as many inputs as the matrix has columns.
  public func table<Scalar: MatrixScalar>(
    of matrix: Matrix<Scalar>, inputs: InputStatistics, at wanted: Set<Cut>? = nil,
    ridge: Double = 1e-3, blockLimit: Int = 1024
  ) throws(LinearAlgebraError) -> SpectralTable {
    precondition(inputs.columns == matrix.columns, "statistics of another layer")
    let lattice = CutLattice(rows: matrix.rows, columns: matrix.columns)
    let cuts = lattice.cuts.dropFirst().dropLast().filter { wanted?.contains($0) ?? true }
    var spectra: [Cut: (leadingValues: [Double], norm: Double)] = [:]
    for q in Set(cuts.map(\.columnPrefix)).sorted() {
      let modes =
        Self.blocks(of: q, limit: blockLimit)
        + Self.blocks(of: matrix.columns / q, limit: blockLimit)
      let whitened = try KroneckerWhitening(marginals: inputs.marginals(of: modes), ridge: ridge)
        .whitened(matrix)
      let norm = whitened.norm
      let atThisPrefix = cuts.filter { $0.columnPrefix == q }
      spectra.merge(
        try self.spectra(atThisPrefix, matrix.elements.count) { _ in (whitened, norm) },
        uniquingKeysWith: { first, _ in first })
    }
    return SpectralTable(rows: matrix.rows, columns: matrix.columns, spectra: spectra)
  }

  /// A number as a product of divisors up to a limit, as few and as large as go; a prime above the
  /// limit stays whole.
  static func blocks(of number: Int, limit: Int) -> [Int] {
    var blocks: [Int] = []
    var rest = number
    while rest > limit {
      let divisors = Factorizations.divisors(of: rest)
      guard
        let block = divisors.last(where: { $0 <= limit && $0 > 1 }) ?? divisors.dropFirst().first
      else { break }
      blocks.append(block)
      rest /= block
    }
    return rest > 1 || blocks.isEmpty ? blocks + [rest] : blocks
  }
}
