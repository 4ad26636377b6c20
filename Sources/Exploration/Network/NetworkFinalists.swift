import TensorTrain

/// The networks that are measured, and the choice among them.
struct NetworkFinalists {
  private let search: NetworkSearch
  private let layers: [LayerFront]
  private let dense: NetworkFigures
  private let judge: NetworkJudge?
  private(set) var evaluated: [EvaluatedNetwork] = []
  private var places: [[LayerOption.Identity]: Int] = [:]

  init(
    _ search: NetworkSearch, _ layers: [LayerFront], _ dense: NetworkFigures,
    _ judge: NetworkJudge?
  ) {
    self.search = search
    self.layers = layers
    self.dense = dense
    self.judge = judge
  }

  /// - Parameter candidates: by rising predicted loss.
  mutating func choose(
    from candidates: [NetworkCandidate]
  ) throws -> NetworkExploration.Recommendation {
    guard judge != nil else { return try chooseUnmeasured(from: candidates) }
    if case .maximumDrop(let drop) = search.constraint {
      return try cheapest(of: candidates, within: drop)
    }
    return try best(of: candidates)
  }

  // MARK: Within a cost

  /// The best few that are admitted, no two of the same modes; and some from everywhere, which
  /// show how far predictions can be trusted and what more or less would cost.
  private mutating func best(
    of candidates: [NetworkCandidate]
  ) throws -> NetworkExploration.Recommendation {
    let admitted = candidates.filter { search.constraint.admits($0.figures, dense: dense) }
    var modes: Set<[[Int]]> = []
    let leaders = admitted.filter { candidate in
      modes.insert(
        candidate.options.flatMap { option in
          [option.candidate.shape?.rowModes ?? [], option.candidate.shape?.columnModes ?? []]
        }
      ).inserted
    }
    let chosen =
      leaders.prefix((search.finalistCount + 1) / 2)
      + evenlySpread(candidates, search.finalistCount / 2)
    for (index, candidate) in chosen.enumerated() {
      search.progress(.networks, index, chosen.count)
      try measureWithTwins(candidate)
    }
    let within = evaluated.filter { search.constraint.admits($0.figures, dense: dense) }
    guard let best = within.min(by: { $0.isBetter(than: $1) }) else {
      throw nothingAdmitted(candidates)
    }
    return recommendation(
      best, "the best of \(within.count) measured networks within the constraint")
  }

  // MARK: Within a drop

  /// Bisects the front of cost against loss by measurement: the more is predicted to be lost, the
  /// more mostly is. The dense network ends the search if nothing else keeps within the drop.
  private mutating func cheapest(
    of candidates: [NetworkCandidate], within drop: Double
  ) throws -> NetworkExploration.Recommendation {
    var front: [NetworkCandidate] = []
    for candidate in candidates
    where cost(candidate.figures) < front.last.map({ cost($0.figures) }) ?? .infinity {
      front.append(candidate)
    }
    try measureWithTwins(front[0])
    var (good, bad, done) = (0, front.count, 0)
    let rounds = Int.bitWidth - front.count.leadingZeroBitCount
    while good + 1 < bad {
      search.progress(.networks, done, max(rounds, done + 1))
      let middle = (good + bad) / 2
      if try measureWithTwins(front[middle]).change.drop <= drop {
        good = middle
      } else {
        bad = middle
      }
      done += 1
    }
    let within = evaluated.filter { $0.change.drop <= drop }
    guard let best = within.min(by: { cost($0.figures) < cost($1.figures) }) else {
      throw nothingAdmitted(candidates)
    }
    return recommendation(
      best,
      "the smallest and fastest (half each) of \(within.count) measured networks within the "
        + "constraint")
  }

  private func cost(_ figures: NetworkFigures) -> Double { figures.mixedCost(dense: dense) }

  // MARK: Measuring

  /// Measures a network and, whether or not it was to be fitted, all of it fitted and all of it
  /// plain: closer outputs of a layer are not always better answers.
  ///
  /// - Returns: the best of them.
  @discardableResult
  private mutating func measureWithTwins(_ candidate: NetworkCandidate) throws -> EvaluatedNetwork {
    var best = try measure(candidate.options)
    for isFitted in [false, true] {
      let twin = zip(layers, candidate.options).map { layer, option in
        layer.twin(of: option, isFitted: isFitted) ?? option
      }
      let found = try measure(twin)
      if found.isBetter(than: best) { best = found }
    }
    return best
  }

  private mutating func measure(_ options: [LayerOption]) throws -> EvaluatedNetwork {
    let identity = options.map(\.identity)
    if let place = places[identity] { return evaluated[place] }
    guard let judge else { preconditionFailure("measuring needs samples") }
    let candidate = NetworkCandidate(
      options: options, figures: dense.replacing(options, in: layers))
    let plan = Plan(candidate, for: layers)
    let (graph, reports, change) = try judge.measure(
      plan, refinementSweeps: search.refinementSweeps)
    var figures = NetworkFigures(
      graph, timeModel: search.timeModel, byteCount: try search.byteCount?(graph))
    // The candidate knows the order of cores that was found fastest.
    figures.time = candidate.figures.time
    figures.multiplyAdds = candidate.figures.multiplyAdds
    let found = EvaluatedNetwork(
      candidate: candidate, plan: plan, figures: figures, change: change, reports: reports)
    places[identity] = evaluated.count
    evaluated.append(found)
    return found
  }

  // MARK: The answer

  private func chooseUnmeasured(
    from candidates: [NetworkCandidate]
  ) throws -> NetworkExploration.Recommendation {
    guard
      let best = candidates.first(where: { search.constraint.admits($0.figures, dense: dense) })
    else { throw nothingAdmitted(candidates) }
    return NetworkExploration.Recommendation(
      plan: Plan(best, for: layers),
      reason:
        "the smallest predicted error of weights within the constraint; nothing was measured, for "
        + "want of samples",
      candidate: best, evaluation: nil)
  }

  private func recommendation(
    _ best: EvaluatedNetwork, _ reason: String
  ) -> NetworkExploration.Recommendation {
    NetworkExploration.Recommendation(
      plan: best.plan,
      reason: best.candidate.isDense
        ? "the dense network: nothing measured within the constraint is better" : reason,
      candidate: best.candidate, evaluation: best)
  }

  private func nothingAdmitted(_ candidates: [NetworkCandidate]) -> ExplorationError {
    let smallest = candidates.min { $0.figures.parameters < $1.figures.parameters }?.figures
    let fastest = candidates.map(\.figures.time).min() ?? dense.time
    let smallestSize = smallest?.byteCount ?? dense.byteCount
    let fewest = candidates.map(\.figures.multiplyAdds).min() ?? dense.multiplyAdds
    return ExplorationError(
      "no network found has \(search.constraint.description(timeText: search.timeText)); the "
        + "smallest has \(smallest?.parameters ?? dense.parameters) parameters in "
        + "\(smallestSize) bytes, the fewest multiply-adds are \(fewest), the shortest time is "
        + search.timeText(fastest))
  }
}

extension LayerOption {
  /// What is carried out, without what is predicted of it.
  struct Identity: Hashable {
    let shape: TTShape?
    let isFitted: Bool
  }

  var identity: Identity { Identity(shape: candidate.shape, isFitted: isFitted) }
}
