import TensorTrain

/// The search for the best shapes of one layer under one sweep: a multi-objective shortest path
/// (Martins 1984) through the lattice of cuts.
///
/// Partial shapes are kept as labels at their last cut. Two of them that end at the same cut, with
/// the same rank and no more cores, have the same continuations, so the one that is worse in every
/// objective leaves with all its continuations: thousands of shapes at once, and no optimum is
/// lost. A label also leaves when it cannot reach the end below the limits, or only behind a
/// solution that is already known; the least that remains to be paid is known beforehand.
struct SweepSearch {
  let problem: LayerProblem
  let lattice: CutLattice
  let options: SearchOptions
  let sweep: Sweep
  private(set) var front: ParetoFront<Solution>
  private(set) var report = PruningReport()
  private let limits: Measures
  private let slack: Double

  struct Solution: Sendable {
    let cuts: [Int]
    /// The ranks at the cuts.
    let ranks: [Int]
  }

  private struct Label {
    var measures: Measures
    var state: Int32
    var cores: Int32
    var predecessor: Int32
    var isFresh: Bool
  }

  init(_ problem: LayerProblem, _ lattice: CutLattice, _ options: SearchOptions, _ sweep: Sweep) {
    self.problem = problem
    self.lattice = lattice
    self.options = options
    self.sweep = sweep
    var objectives = options.objectives
    if problem.spectra == nil { objectives.remove(.error) }
    front = ParetoFront(objectives)
    slack = 1 + options.likeness
    let dense = problem.dense.measures
    var limits = Measures.unreachable
    if options.needsFewerParameters { limits.parameters = dense.parameters }
    if options.needsLessTime { limits.time = dense.time }
    if options.needsFewerMultiplyAccumulates {
      limits.multiplyAccumulates = dense.multiplyAccumulates
    }
    self.limits = limits
  }

  /// Searches all shapes with the ranks of a profile.
  ///
  /// - Returns: nil, or by which measure every new shape is beyond the limits. With uniform ranks
  ///   every higher rank is, too.
  mutating func run(_ profile: RankProfile) -> PruningReason? {
    let graph = SweepGraph(problem, lattice, profile, sweep)
    let counts = graph.pathCounts(longest: options.largestCoreCount)
    let longest = options.largestCoreCount
    let toEnd = graph.lowestToEnd()
    let end = graph.states.count - 1
    report.total += counts.all[longest][0] - counts.stale[longest][0]

    if let reason = exceeded(graph.lowestFresh(toEnd)) {
      report.add(counts.all[longest][0] - counts.stale[longest][0], reason)
      return reason
    }

    var labels = [
      Label(measures: Measures(), state: 0, cores: 0, predecessor: -1, isFresh: false)
    ]
    var atState = [[Int32]](repeating: [], count: graph.states.count)
    atState[0] = [0]
    /// The solutions that a label at a state stands for.
    func solutions(_ label: Label) -> Int {
      let left = longest - Int(label.cores)
      let state = Int(label.state)
      return counts.all[left][state] - (label.isFresh ? 0 : counts.stale[left][state])
    }
    for state in graph.states.indices.dropLast() {
      for index in atState[state] {
        for step in graph.steps[state] {
          let from = labels[Int(index)]
          let label = Label(
            measures: from.measures + step.cost, state: Int32(step.target),
            cores: from.cores + 1, predecessor: index,
            isFresh: from.isFresh || graph.states[step.target].isFresh)
          let left = longest - Int(label.cores)
          if step.target != end, left < 1 { continue }
          let standsFor = solutions(label)
          // Nothing new: earlier ranks had all of it.
          if standsFor == 0 { continue }
          if let reason = reasonToLeave(
            label.measures, toEnd[step.target], graph.states[step.target])
          {
            report.add(standsFor, reason)
          } else if step.target == end {
            finish(label, labels, graph)
          } else {
            insert(label, at: step.target, &atState, &labels, solutions)
          }
        }
      }
      atState[state] = []
    }
    return nil
  }

  /// Counts solutions that were not searched.
  mutating func skip(_ count: Int, _ reason: PruningReason) {
    report.total += count
    report.add(count, reason)
  }

  private func exceeded(_ measures: Measures) -> PruningReason? {
    if measures.parameters >= limits.parameters { return .parametersNotBelowDense }
    if measures.multiplyAccumulates >= limits.multiplyAccumulates {
      return .operationsNotBelowDense
    }
    return measures.time >= limits.time ? .timeNotBelowDense : nil
  }

  private mutating func reasonToLeave(
    _ measures: Measures, _ toEnd: Measures, _ state: SweepGraph.State
  ) -> PruningReason? {
    let best = measures + toEnd
    if let bytes = options.scratchBytes, best.peakScratch * 4 > Double(bytes) {
      return .scratchLimit
    }
    if let bytes = options.parameterBytes, best.parameters * 4 > Double(bytes) {
      return .fileLimit
    }
    if let reason = exceeded(best) { return reason }
    if let budget = options.errorBudget, state.squaredTail > budget * budget {
      return .errorBudget
    }
    // At the end the front decides by itself.
    guard options.removesDominated, toEnd.parameters > 0 else { return nil }
    var optimistic = best
    // The sums of errors were made in another order; a last bit must not decide.
    optimistic.squaredError *= 1 - 1e-12
    guard let better = front.firstCovering(optimistic, slack: slack) else { return nil }
    return front.dominance.covers(better, optimistic) ? .dominated : .alike
  }

  private mutating func insert(
    _ label: Label, at state: Int, _ atState: inout [[Int32]], _ labels: inout [Label],
    _ solutions: (Label) -> Int
  ) {
    if options.removesDominated {
      for index in atState[state] {
        let other = labels[Int(index)]
        if other.cores <= label.cores, front.dominance.covers(other.measures, label.measures) {
          report.add(solutions(label), .dominated)
          return
        }
      }
      atState[state].removeAll { index in
        let other = labels[Int(index)]
        guard label.cores <= other.cores,
          front.dominance.covers(label.measures, other.measures)
        else { return false }
        report.add(solutions(other), .dominated)
        return true
      }
    }
    labels.append(label)
    atState[state].append(Int32(labels.count - 1))
  }

  private mutating func finish(_ label: Label, _ labels: [Label], _ graph: SweepGraph) {
    var states: [SweepGraph.State] = []
    var index = label.predecessor
    while index > 0 {
      let step = labels[Int(index)]
      states.append(graph.states[Int(step.state)])
      index = step.predecessor
    }
    states.reverse()
    let solution = Solution(cuts: states.map(\.cut), ranks: states.map(\.rank))
    guard options.removesDominated else {
      front.append(label.measures, solution)
      return
    }
    if let better = front.firstCovering(label.measures, slack: slack) {
      let isWorse = front.dominance.covers(better, label.measures)
      report.add(1, isWorse ? .dominated : .alike)
      return
    }
    report.add(front.insert(label.measures, solution) ?? 0, .dominated)
  }
}
