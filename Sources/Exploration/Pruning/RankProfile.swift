/// Which ranks a run of the search tries at each cut.
///
/// With one uniform rank and its caps, or with the smallest ranks for an error, the rank at a cut
/// follows from the cut alone, whatever the rest of the shape: such a profile has one option a
/// cut. The ranks of all bonds together need several.
struct RankProfile {
  /// For each cut the ranks; `[1]` at the two ends.
  let options: [[Int]]
  /// For each cut whether a shape through it is new: no earlier profile had the same ranks. A shape
  /// through none that are new was counted before.
  let isFresh: [Bool]

  /// A uniform rank after all those up to `previous`.
  init(uniform rank: Int, after previous: Int, caps: [Int]) {
    options = caps.map { [min(rank, $0)] }
    isFresh = caps.map { $0 > previous }
  }

  /// The smallest ranks by which each bond discards at most a relative error.
  init(bondError: Double, table: SpectralTable, lattice: CutLattice) {
    let last = lattice.cuts.count - 1
    options = lattice.cuts.enumerated().map { index, cut in
      index == 0 || index == last
        ? [1] : [table.smallestRank(at: cut, squaredTail: bondError * bondError)]
    }
    isFresh = [Bool](repeating: true, count: lattice.cuts.count)
  }

  /// Every combination of these ranks, cut to the caps.
  init(bondRanks: [Int], caps: [Int]) {
    options = caps.map { cap in Set(bondRanks.map { min($0, cap) }).sorted() }
    isFresh = [Bool](repeating: true, count: caps.count)
  }
}
