import TensorTrain

extension LayerProblem {
  /// Explores the chains of a convolution: every combination of ranks is priced, some thousands.
  func exploreChains(
    of convolution: ConvolutionGeometry, _ options: SearchOptions
  ) -> LayerExploration {
    var report = PruningReport()
    var front = emptyFront(options)
    for chain in convolution.chains {
      let rowModes = convolution.rowModes(coreCount: chain.columnModes.count)
      let bonds = 1..<chain.columnModes.count
      guard
        let largest = try? TTShape(
          rowModes: rowModes, columnModes: chain.columnModes, uniformRank: rows * columns
        ).capped
      else { continue }
      let lists = bonds.map { chainRanks(upTo: largest.ranks[$0], options) }
      let tried = lists.reduce(1) { $0 * $1.count }
      report.total += bonds.reduce(1) { $0 * largest.ranks[$1] }
      report.add(
        bonds.reduce(1) { $0 * largest.ranks[$1] } - tried,
        options.laneMultiple == nil ? .rankNotListed : .rankNotLaneMultiple)
      for ranks in combinations(of: lists) {
        guard
          let shape = try? TTShape(
            rowModes: rowModes, columnModes: chain.columnModes, ranks: [1] + ranks + [1])
        else { continue }
        let candidate = candidate(shape, order: convolution.order(of: shape))
        if let reason = reasonToLeave(candidate, &front, options) {
          report.add(1, reason)
        } else {
          insert(candidate, into: &front, &report, options)
        }
      }
    }
    return result(front, report, options)
  }

  /// The ranks that are tried at a bond; the largest always is.
  private func chainRanks(upTo cap: Int, _ options: SearchOptions) -> [Int] {
    let largest = min(cap, spectra?.rankLimit ?? .max)
    var ranks = Set(options.ranks?.filter { $0 < largest } ?? Array(1..<largest))
    ranks.insert(largest)
    return ranks.filter { $0 % (options.laneMultiple ?? 1) == 0 }.sorted()
  }

  private func combinations(of lists: [[Int]]) -> [[Int]] {
    lists.reduce([[]]) { found, list in found.flatMap { start in list.map { start + [$0] } } }
  }

  private func reasonToLeave(
    _ candidate: LayerCandidate, _ front: inout ParetoFront<LayerCandidate>,
    _ options: SearchOptions
  ) -> PruningReason? {
    let (dense, measures) = (dense, candidate.measures)
    if candidate.shape?.capped != candidate.shape { return .repeatedByCaps }
    if let bytes = options.scratchBytes, candidate.peakScratch * 4 > bytes {
      return .scratchLimit
    }
    if let bytes = options.parameterBytes, candidate.parameters * 4 > bytes { return .fileLimit }
    if options.needsFewerParameters, candidate.parameters >= dense.parameters {
      return .parametersNotBelowDense
    }
    if options.needsFewerMultiplyAccumulates,
      candidate.multiplyAccumulates >= dense.multiplyAccumulates
    {
      return .operationsNotBelowDense
    }
    if options.needsLessTime, candidate.time >= dense.time { return .timeNotBelowDense }
    if let budget = options.errorBudget, candidate.errorBounds?.lowerBound ?? 0 > budget {
      return .errorBudget
    }
    guard options.removesDominated,
      let better = front.firstCovering(measures, slack: 1 + options.likeness)
    else { return nil }
    return front.dominance.covers(better, measures) ? .dominated : .alike
  }
}
