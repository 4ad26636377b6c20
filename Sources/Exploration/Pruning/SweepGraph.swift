import TensorTrain

/// The steps of one rank profile under one sweep, with what each costs: the graph whose paths are
/// the shapes.
///
/// Right to left, the core between the cuts (p, q) and (p', q') with ranks r and r' costs r r' q'
/// M/p multiply-accumulates and turns a state of r' q' M/p' elements into one of r q M/p: nothing
/// of it depends on the other cores. Left to right exchanges rows and columns.
struct SweepGraph {
  struct Step {
    let target: Int
    let cost: Measures
  }

  /// A cut with one of its ranks.
  struct State {
    let cut: Int
    let rank: Int
    let isFresh: Bool
    /// The squared relative tail, counted when a path arrives.
    let squaredTail: Double
  }

  /// In the order of their cuts; the first is the beginning, the last the end.
  let states: [State]
  /// For each state the steps from it, none of which leads straight from beginning to end.
  let steps: [[Step]]

  init(_ problem: LayerProblem, _ lattice: CutLattice, _ profile: RankProfile, _ sweep: Sweep) {
    var states: [State] = []
    var firstState: [Int] = []
    for (index, cut) in lattice.cuts.enumerated() {
      firstState.append(states.count)
      for rank in profile.options[index] {
        states.append(
          State(
            cut: index, rank: rank, isFresh: profile.isFresh[index],
            squaredTail: problem.spectra?.squaredTail(at: cut, rank: rank) ?? 0))
      }
    }
    firstState.append(states.count)
    let last = states.count - 1
    steps = states.enumerated().map { index, state in
      let from = lattice.cuts[state.cut]
      return lattice.successors[state.cut].flatMap { next in
        (firstState[next]..<firstState[next + 1]).compactMap { target in
          if index == 0, target == last { return nil }
          let rank = states[target].rank
          let stage = Self.stage(
            problem, from, lattice.cuts[next], state.rank, rank, sweep)
          let (m, n) = (
            lattice.cuts[next].rowPrefix / from.rowPrefix,
            lattice.cuts[next].columnPrefix / from.columnPrefix
          )
          let parameters = state.rank * m * n * rank
          return Step(
            target: target,
            cost: Measures(
              parameters: Double(parameters),
              time: problem.timeModel.time(of: stage, parameters: parameters),
              multiplyAccumulates: Double(stage.multiplyAccumulates),
              peakScratch: Double(stage.inputCount + stage.outputCount),
              squaredError: states[target].squaredTail))
        }
      }
    }
    self.states = states
  }

  private static func stage(
    _ problem: LayerProblem, _ from: Cut, _ to: Cut, _ leftRank: Int, _ rightRank: Int,
    _ sweep: Sweep
  ) -> TTStage {
    let (m, n) = (to.rowPrefix / from.rowPrefix, to.columnPrefix / from.columnPrefix)
    switch sweep {
    case .rightToLeft:
      return TTStage(
        core: 0, P: problem.batch * from.columnPrefix, K: n * rightRank, R: leftRank * m,
        Q: problem.pixels * (problem.rows / to.rowPrefix), contractsLeftBond: false,
        contractsRightBond: true)
    case .leftToRight:
      return TTStage(
        core: 0, P: problem.batch * from.rowPrefix, K: leftRank * n, R: m * rightRank,
        Q: problem.pixels * (problem.columns / to.columnPrefix), contractsLeftBond: true,
        contractsRightBond: false)
    }
  }

  /// For each state the least that any way to the end adds, in each measure by itself.
  func lowestToEnd() -> [Measures] {
    var lowest = [Measures](repeating: .unreachable, count: states.count)
    lowest[states.count - 1] = Measures()
    for state in states.indices.dropLast().reversed() {
      for step in steps[state] {
        lowest[state] = lowest[state].lowest(step.cost + lowest[step.target])
      }
    }
    return lowest
  }

  /// The least that a path costs which passes a fresh state, in each measure by itself.
  func lowestFresh(_ toEnd: [Measures]) -> Measures {
    var lowest = [Measures](repeating: .unreachable, count: states.count)
    for state in states.indices.dropLast().reversed() {
      for step in steps[state] {
        let rest = states[step.target].isFresh ? toEnd[step.target] : lowest[step.target]
        lowest[state] = lowest[state].lowest(step.cost + rest)
      }
    }
    return lowest[0]
  }

  /// Element [k][s]: the ways from state s to the end in at most k steps; of these, in the second
  /// table, the ones that pass no fresh state on their way (s itself does not count).
  func pathCounts(longest: Int) -> (all: [[Int]], stale: [[Int]]) {
    func counts(_ isAdmitted: (State) -> Bool) -> [[Int]] {
      var exactly = [Int](repeating: 0, count: states.count)
      exactly[states.count - 1] = 1
      var upTo = [exactly]
      for _ in 0..<longest {
        var next = [Int](repeating: 0, count: states.count)
        for state in states.indices {
          for step in steps[state] where isAdmitted(states[step.target]) {
            next[state] += exactly[step.target]
          }
        }
        exactly = next
        upTo.append(zip(upTo[upTo.count - 1], next).map { $0 + $1 })
      }
      return upTo
    }
    return (counts { _ in true }, counts { !$0.isFresh })
  }
}
