import Foundation

extension SpectralTable {
  /// The table of independent random weights, for a layer of which only the size is known.
  ///
  /// Every rearrangement of such a matrix is one, too, and the squares of its singular values are
  /// spread by the law of Marchenko and Pastur (1967). With c ≤ 1 the ratio of its sides and the
  /// squares, relative to their mean, as 1 + c + 2√c cos t, the share of values above t and the share
  /// of the norm that they hold are
  ///
  ///     F(t) = ∫ 2 sin²s / (π (1 + c + 2√c cos s)) ds,   E(t) = (t − sin t cos t) / π
  ///
  /// Nothing has less to gain from a factorization: trained weights have larger leading values.
  /// - Parameter leadingCount: as `SpectralOracle.leadingCount`.
  public static func randomWeights(
    rows: Int, columns: Int, leadingCount: Int = SpectralOracle().leadingCount
  ) -> SpectralTable {
    let lattice = CutLattice(rows: rows, columns: columns)
    var known: [Int: [Double]] = [:]
    var spectra: [Cut: (leadingValues: [Double], norm: Double)] = [:]
    for (cut, short) in zip(lattice.cuts, lattice.rankCaps).dropFirst().dropLast() {
      let values =
        known[short]
        ?? randomSpectrum(
          short: short, long: rows * columns / short, leadingCount: leadingCount)
      known[short] = values
      spectra[cut] = (values, 1)
    }
    return SpectralTable(rows: rows, columns: columns, spectra: spectra)
  }

  /// The leading singular values of a random matrix of norm 1: between two quantiles lies the share
  /// of the norm that one of them holds.
  private static func randomSpectrum(short: Int, long: Int, leadingCount: Int) -> [Double] {
    let ratio = Double(short) / Double(long)
    let stepCount = 8192
    let width = Double.pi / Double(stepCount)
    // Midpoints: the density vanishes at both ends, where a square root would spoil other rules.
    let densities = (0..<stepCount).map { step in
      let angle = (Double(step) + 0.5) * width
      let sine = sin(angle)
      return 2 * sine * sine / (Double.pi * (1 + ratio + 2 * ratio.squareRoot() * cos(angle)))
    }
    let whole = densities.reduce(0, +)
    func energy(_ angle: Double) -> Double { (angle - sin(angle) * cos(angle)) / Double.pi }
    var values: [Double] = []
    var (step, reached, before) = (0, 0.0, 0.0)
    for index in 1...min(short, leadingCount) {
      let wanted = whole * Double(index) / Double(short)
      while step < stepCount, reached + densities[step] < wanted {
        reached += densities[step]
        step += 1
      }
      let part = step < stepCount ? (wanted - reached) / densities[step] : 0
      let held = index == short ? 1 : energy((Double(step) + part) * width)
      values.append(max(held - before, 0).squareRoot())
      before = max(held, before)
    }
    return values
  }
}
