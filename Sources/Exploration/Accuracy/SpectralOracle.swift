public import LinearAlgebra

/// Computes the error tables of a layer: one singular spectrum for each cut, at most τ(M) τ(N) − 2
/// of them, for all shapes, orders and ranks together.
public struct SpectralOracle: Sendable {
  /// How many leading values are wanted; where the short side of a rearrangement is small all are
  /// computed. The highest rank that a search considers.
  public var leadingCount = 64
  /// Short sides up to this are decomposed exactly, larger ones by sampling: see
  /// `Matrix.leadingSingularValues`. Sampled tails are too large by a little, never too small: the
  /// upper bounds hold, the lower bounds are estimates.
  public var exactSize = 256
  /// Elements of all rearranged copies that exist at a time: 1 GB of `Float`.
  public var workingSize = 1 << 28

  public init() {}

  /// The table of a matrix.
  ///
  /// A spectrum on each processor, as long as their copies of W together have at most
  /// `workingSize` elements; one after the other otherwise.
  /// - Parameter wanted: the cuts that will be asked for; all by default.
  /// - Throws: `LinearAlgebraError.notFinite`, or `noConvergence`.
  public func table<Scalar: MatrixScalar>(
    of matrix: Matrix<Scalar>, at wanted: Set<Cut>? = nil
  ) throws(LinearAlgebraError) -> SpectralTable {
    let lattice = CutLattice(rows: matrix.rows, columns: matrix.columns)
    let cuts = lattice.cuts.dropFirst().dropLast().filter { wanted?.contains($0) ?? true }
    let norm = matrix.norm
    let values = try spectra(cuts, matrix.elements.count) { _ in (matrix, norm) }
    return SpectralTable(rows: matrix.rows, columns: matrix.columns, spectra: values)
  }

  /// The spectra at some cuts of the matrices that `matrix` gives for them, with their norms.
  func spectra<Scalar: MatrixScalar>(
    _ cuts: [Cut], _ elementCount: Int, _ matrix: (Cut) -> (Matrix<Scalar>, norm: Double)
  ) throws(LinearAlgebraError) -> [Cut: (leadingValues: [Double], norm: Double)] {
    typealias Spectrum = Result<(leadingValues: [Double], norm: Double), LinearAlgebraError>
    let parts = max(1, min(processorCount, cuts.count, workingSize / max(elementCount, 1)))
    var results = [Spectrum?](repeating: nil, count: cuts.count)
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      inParallel(parts) { part in
        // The largest short sides lie in the middle of the list: deal the cuts out in turn.
        for index in stride(from: part, to: cuts.count, by: parts) {
          results[index] = Spectrum { () throws(LinearAlgebraError) in
            let (source, norm) = matrix(cuts[index])
            let values = try source.rearranged(at: cuts[index])
              .leadingSingularValues(leadingCount, exactSize: exactSize)
            return (values, norm)
          }
        }
      }
    }
    var spectra: [Cut: (leadingValues: [Double], norm: Double)] = [:]
    for (cut, result) in zip(cuts, results) { spectra[cut] = try result?.get() }
    return spectra
  }
}
