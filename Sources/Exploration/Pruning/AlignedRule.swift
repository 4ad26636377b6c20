import TensorTrain

extension LayerProblem {
  /// The design space as published tools prune it, for comparison: aligned orders only, fewer
  /// parameters and multiply-accumulates than dense (of the right-to-left sweep), uniform ranks
  /// that are multiples of the vector lanes. Heuristic from end to end.
  ///
  /// - Parameters:
  ///   - longest: the most cores.
  ///   - lanes: 1 for every rank.
  /// - Returns: all that is left, and the counts of each step.
  public func exploreAligned(longest: Int = 4, lanes: Int = 8) -> LayerExploration {
    var report = PruningReport()
    var found: [LayerCandidate] = []
    AlignedShapes(rows: rows, columns: columns).forEach(longest: longest) { rowModes, columnModes in
      let window = RankWindow(rowModes: rowModes, columnModes: columnModes)
      let fewer = window.largestRank { $0.parameterCount < rows * columns }
      let better = window.largestRank(below: window.dense)
      report.total += window.cap
      report.add(window.cap - fewer, .parametersNotBelowDense)
      report.add(fewer - better, .operationsNotBelowDense)
      report.add(better - better / lanes, .rankNotLaneMultiple)
      for rank in stride(from: lanes, through: better, by: lanes) {
        guard
          let shape = try? TTShape(
            rowModes: rowModes, columnModes: columnModes, uniformRank: rank)
        else { continue }
        found.append(candidate(shape, order: shape.order(of: .rightToLeft)))
      }
    }
    found.sort { ($0.time, $0.parameters) < ($1.time, $1.parameters) }
    return LayerExploration(candidates: [dense] + found, report: report, thinning: 1)
  }
}
