import Foundation

extension Matrix {
  /// An approximation of the leading `rank` singular triplets by a randomized range finder with
  /// power iterations (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1).
  ///
  /// Deterministic for a given seed. About (4 + 4 `powerIterations`) rows · columns · (rank +
  /// oversampling) operations; the error falls with the power 2 `powerIterations` + 1 of the
  /// ratio of neighbouring singular values. When the sample would be as large as the matrix, the
  /// decomposition is the exact one, cut off.
  /// - Throws: `LinearAlgebraError.notFinite`, or `noConvergence`.
  public func randomizedSVD(
    rank: Int, oversampling: Int = 10, powerIterations: Int = 4, seed: UInt64 = 0
  ) throws(LinearAlgebraError) -> SVD<Scalar> {
    guard isFinite else { throw .notFinite }
    let sampleCount = rank + oversampling
    guard sampleCount < min(rows, columns) else { return try svd().truncated(to: rank) }
    var source = NormalSource(seed: seed)
    let sample = Matrix(
      rows: columns, columns: sampleCount,
      elements: Scalar._rounded((0..<columns * sampleCount).map { _ in source.next() }))
    var range = (self * sample).orthonormalized()
    for _ in 0..<powerIterations {
      let corange = transposeMultiplied(by: range).orthonormalized()
      range = (self * corange).orthonormalized()
    }
    let inner = try range.transposeMultiplied(by: self).svd()
    return SVD(
      u: range * inner.u, singularValues: inner.singularValues, vTransposed: inner.vTransposed
    ).truncated(to: rank)
  }
}

extension SVD {
  /// The leading `rank` triplets, or all when there are fewer.
  public func truncated(to rank: Int) -> SVD {
    let rank = min(rank, singularValues.count)
    return SVD(
      u: u.leadingColumns(rank), singularValues: Array(singularValues[..<rank]),
      vTransposed: vTransposed.leadingRows(rank))
  }
}

/// Standard normal numbers, the same on every machine for the same seed: SplitMix64 (Steele, Lea
/// and Flood 2014) and the polar method of Marsaglia.
struct NormalSource {
  private var state: UInt64
  private var spare: Double?

  init(seed: UInt64) { state = seed }

  private mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Double(mixed >> 11) * 0x1p-52 - 1
  }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let (x, y) = (uniform(), uniform())
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = y * factor
      return x * factor
    }
  }
}
