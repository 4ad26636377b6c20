/// A network as a choice of one option for each layer.
public struct NetworkCandidate: Hashable, Sendable {
  /// One for each layer, in the order of the layers.
  public let options: [LayerOption]
  /// Counted, not yet measured.
  public let figures: NetworkFigures
  /// The sum of what each layer alone does. Layers do not really add up: this orders candidates,
  /// and the best are measured.
  public var predictedLoss: Double { options.reduce(0) { $0 + $1.predictedLoss } }

  /// Whether everything stays as it is.
  public var isDense: Bool { options.allSatisfy(\.candidate.isDense) }
}

/// The combination of layers into networks: a multiple-choice knapsack with several costs.
///
/// Costs are joined into one by multipliers (Lagrange), and for each set of these the front of
/// (cost, loss) over all combinations is built up layer by layer. A part of a combination that is
/// dominated stays so whatever the other layers do, so nothing on the front is lost, but for the
/// thinning of a front that has become too long.
struct NetworkFront {
  let layers: [LayerFront]
  let dense: NetworkFigures
  /// The most combinations kept after each layer.
  var limit = 1000

  /// Shares of parameters, time and multiply-adds in the cost.
  static let multipliers: [(parameters: Double, time: Double, multiplyAdds: Double)] = [
    (1, 0, 0), (0, 1, 0), (0, 0, 1), (0.5, 0.5, 0), (0.9, 0.1, 0), (0.1, 0.9, 0),
  ]

  private struct Partial {
    var cost: Double
    var loss: Double
    /// The combination of the layers before, and the option of this one.
    var previous: Int
    var option: Int
  }

  /// Every combination on a front for one of the multipliers; the dense network among them. By
  /// rising predicted loss.
  func candidates() -> [NetworkCandidate] {
    var found: Set<[Int]> = [layers.map { _ in 0 }]
    for multiplier in Self.multipliers { found.formUnion(front(multiplier)) }
    return found.map { indices in
      let options = zip(layers, indices).map { $0.options[$1] }
      return NetworkCandidate(options: options, figures: dense.replacing(options, in: layers))
    }.sorted {
      ($0.predictedLoss, $0.figures.parameters, $0.figures.time)
        < ($1.predictedLoss, $1.figures.parameters, $1.figures.time)
    }
  }

  /// The front of (cost, loss) as options of each layer.
  func front(_ multiplier: (parameters: Double, time: Double, multiplyAdds: Double)) -> [[Int]] {
    var stages = [[Partial(cost: 0, loss: 0, previous: 0, option: 0)]]
    for layer in layers {
      let costs = layer.options.map { cost($0.candidate, multiplier) }
      var sums: [Partial] = []
      for (index, before) in stages[stages.count - 1].enumerated() {
        for (option, cost) in zip(layer.options.indices, costs) {
          sums.append(
            Partial(
              cost: before.cost + cost, loss: before.loss + layer.options[option].predictedLoss,
              previous: index, option: option))
        }
      }
      stages.append(thinned(paretoFront(of: sums)))
    }
    return stages[stages.count - 1].map { last in
      var (choices, partial) = ([Int](), last)
      for stage in stages.dropLast().reversed() {
        choices.append(partial.option)
        partial = stage[partial.previous]
      }
      return choices.reversed()
    }
  }

  private func cost(
    _ candidate: LayerCandidate,
    _ multiplier: (parameters: Double, time: Double, multiplyAdds: Double)
  ) -> Double {
    multiplier.parameters * Double(candidate.parameters) / Double(max(dense.parameters, 1))
      + multiplier.time * candidate.time / max(dense.time, .leastNormalMagnitude)
      + multiplier.multiplyAdds * Double(candidate.multiplyAccumulates)
      / Double(max(dense.multiplyAdds, 1))
  }

  /// By rising cost and falling loss.
  private func paretoFront(of sums: [Partial]) -> [Partial] {
    var kept: [Partial] = []
    for sum in sums.sorted(by: { ($0.cost, $0.loss) < ($1.cost, $1.loss) })
    where sum.loss < kept.last?.loss ?? .infinity {
      kept.append(sum)
    }
    return kept
  }

  /// Both ends, and between them what is evenly spread.
  private func thinned(_ front: [Partial]) -> [Partial] {
    guard front.count > limit else { return front }
    return (0..<limit).map { front[$0 * (front.count - 1) / (limit - 1)] }
  }
}
