public import TensorTrain

extension LayerProblem {
  /// The orders of given factors that are worth having at a uniform rank: the Pareto front in
  /// parameters, multiply-accumulates of the best order of cores (not only of the two sweeps) and
  /// peak scratch of that order.
  ///
  /// Every distinct pair of permutations is looked at, (d!)² at most, but a plan is made only for
  /// those that could enter: applying core k multiplies its elements with at least the smaller
  /// mode of every other core, so Σ_k r_{k-1} m_k n_k r_k Π_{l≠k} min(m_l, n_l) is a lower bound
  /// of the multiply-accumulates in any order.
  public func permutationFront(
    rowFactors: [Int], columnFactors: [Int], rank: Int
  ) throws(TTShapeError) -> [LayerCandidate] {
    let columnLists = Factorizations.distinctPermutations(of: columnFactors)
    var front = ParetoFront<LayerCandidate>([.parameters, .multiplyAccumulates, .peakScratch])
    for rowModes in Factorizations.distinctPermutations(of: rowFactors) {
      for columnModes in columnLists {
        let shape = try TTShape(rowModes: rowModes, columnModes: columnModes, uniformRank: rank)
        let hopeful = Measures(
          parameters: Double(shape.parameterCount),
          multiplyAccumulates: Double(batch * shape.leastMultiplyAccumulates),
          // Input and output are there at the least, if not at the same time.
          peakScratch: Double(batch * max(rows, columns)))
        guard front.firstCovering(hopeful) == nil else { continue }
        let candidate = candidate(shape, order: shape.bestOrder().cores)
        front.insert(candidate.measures, candidate)
      }
    }
    return front.points.map(\.payload).sorted { $0.multiplyAccumulates < $1.multiplyAccumulates }
  }
}

extension TTShape {
  /// A lower bound of the multiply-accumulates in any order of cores, for one vector.
  fileprivate var leastMultiplyAccumulates: Int {
    let smaller = zip(rowModes, columnModes).map { min($0, $1) }
    let all = smaller.reduce(1, *)
    return (0..<coreCount).reduce(0) {
      $0 + coreExtents($1).reduce(1, *) * (all / smaller[$1])
    }
  }
}
