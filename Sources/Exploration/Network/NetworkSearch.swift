import LinearAlgebra
public import ModelGraph
import TensorTrain

/// The search for the best way to factorize a whole network under a constraint.
///
///     var search = NetworkSearch(.ratio(20))
///     search.samples = NetworkSamples(count: 4000) { graph, range in … }
///     let found = try search.explore(graph)
///     found.recommended.plan
///
/// Each linear layer, and each convolution without groups, is explored by itself; a few options of each are put into the network alone,
/// which shows how sensitive the network is to errors of that layer; the layers are combined; and
/// the most promising networks are really factorized and measured, since layers do not add up.
public struct NetworkSearch {
  /// What the search is at, for a display of progress.
  public enum Phase: String, Sendable, CaseIterable {
    case layers, sensitivities, networks
  }

  public var constraint: NetworkConstraint
  public var timeModel: any StageTimeModel = CostModel()
  /// How each layer is searched.
  public var layerOptions = SearchOptions()
  public var oracle = SpectralOracle()
  /// By how much linear layers may be filled up with zeros for the sake of better factors, 0.03 for
  /// 3 %; they are not by default. Costs a search of each size.
  public var paddingShare = 0.0
  /// Whether convolutions may be factorized, too.
  public var includesConvolutions = true
  /// Options of each layer and way to decompose that are measured alone.
  public var trialCount = 6
  /// Networks that are measured at least, besides their twins that are fitted or plain.
  public var finalistCount = 10
  /// Whether layers that can be fitted to the samples are tried without that too. A network that is to
  /// be trained on the samples need not be.
  public var triesPlainDecompositions = true
  /// How often the cores of the networks that are measured are refined, as `factorize` does. Those of single
  /// layers are not: what they show is how much an error matters.
  public var refinementSweeps = 2
  /// What networks are measured on; nil to go by predicted errors of the weights alone.
  public var samples: NetworkSamples?
  /// The size of the file of a graph; that of its parameters without.
  public var byteCount: ((Graph) throws -> Int)?
  /// How a time is written in an error, with the unit of the time model.
  public var timeText: (Double) -> String = { "\($0)" }
  /// Called as the work goes on.
  public var progress: (_ phase: Phase, _ done: Int, _ total: Int) -> Void = { _, _, _ in }

  /// The longest mode of the inputs that trials of single layers have, if they can.
  private static let longestTrialMode = 512

  public init(_ constraint: NetworkConstraint) {
    self.constraint = constraint
    layerOptions.bondErrors = SearchOptions.commonBondErrors
  }

  /// Searches a network whose weights are constants.
  ///
  /// - Throws: `ExplorationError` when nothing found keeps within the constraint, or a drop is to
  ///   be kept without samples to see it; and what `evaluate` throws.
  public func explore(_ graph: Graph) throws -> NetworkExploration {
    if case .maximumDrop = constraint, samples == nil {
      throw ExplorationError("a largest drop can be kept only with samples to measure it on")
    }
    let found = includesConvolutions ? graph.factorizableLayers : graph.linearLayers
    let judge = try samples.map { try NetworkJudge(graph, $0, layers: found) }
    var layers = try fronts(of: found, in: graph, judge?.calibration)
    if let judge { try measureSensitivities(of: &layers, judge) }
    let dense = NetworkFigures(graph, timeModel: timeModel, byteCount: try byteCount?(graph))
    let combined = NetworkFront(layers: layers, dense: dense).candidates()
    var finalists = NetworkFinalists(self, layers, dense, judge)
    let recommended = try finalists.choose(from: combined)
    return NetworkExploration(
      constraint: constraint, layers: layers, dense: dense, denseChange: judge?.dense,
      front: paretoFront(of: combined), evaluated: finalists.evaluated, recommended: recommended)
  }

  private func fronts(
    of layers: [LinearLayer], in graph: Graph, _ calibration: Calibration?
  ) throws -> [LayerFront] {
    return try layers.enumerated().map { index, layer in
      progress(.layers, index, layers.count)
      let weights = graph[graph.nodes[layer.nodeIndex].inputs[1]].constant
      let matrix = Matrix<Float>(
        rows: layer.rows, columns: layer.columns,
        elements: weights.map { $0.floats } ?? [])
      let (oracle, cuts) = (oracle(for: layer), layer.convolution?.cuts)
      func family(_ inputs: InputStatistics?) throws -> LayerFamily {
        func solvable(_ problem: LayerProblem) throws -> LayerProblem {
          var problem = problem
          let weights = matrix.padded(rows: problem.rows, columns: problem.columns)
          problem.spectra =
            try inputs.map {
              try oracle.table(of: weights, inputs: $0.padded(to: problem.columns), at: cuts)
            } ?? oracle.table(of: weights, at: cuts)
          return problem
        }
        let problem = try solvable(
          LayerProblem(
            rows: layer.rows, columns: layer.columns, batch: graph.batch(of: layer),
            convolution: layer.convolution, timeModel: timeModel))
        let padded = try problem.padded(share: paddingShare).map(solvable)
        return LayerFamily(
          isFitted: inputs != nil, problem: problem, padded: padded,
          exploration: problem.explore(layerOptions, besides: padded))
      }
      do {
        let inputs = calibration?.statistics[layer.name]
        var families: [LayerFamily] = []
        if triesPlainDecompositions || inputs == nil { families.append(try family(nil)) }
        if let inputs { families.append(try family(inputs)) }
        return LayerFront(layer, families: families)
      } catch {
        throw ExplorationError("layer '\(layer.name)' (\(layer.rows)×\(layer.columns)): \(error)")
      }
    }
  }

  /// Chains of convolutions have few cuts, and need ranks up to their channels.
  private func oracle(for layer: LinearLayer) -> SpectralOracle {
    var oracle = oracle
    if layer.convolution?.cuts != nil { oracle.leadingCount = max(oracle.leadingCount, 512) }
    return oracle
  }

  /// Puts options of each layer, spread over all errors, into the network alone.
  private func measureSensitivities(of layers: inout [LayerFront], _ judge: NetworkJudge) throws {
    let total = layers.reduce(0) { $0 + $1.families.count * trialCount }
    var done = 0
    for index in layers.indices {
      for family in layers[index].families.indices {
        let isFitted = layers[index].families[family].isFitted
        let options = layers[index].options
          .filter { !$0.candidate.isDense && $0.isFitted == isFitted && $0.predictedError > 0 }
          .sorted { $0.predictedError < $1.predictedError }
        // Fitting whitens each digit of the inputs, which takes the cube of its mode: where there are enough
        // options without a long mode, those show the sensitivity as well.
        let quick = options.filter { option in
          option.candidate.shape?.columnModes.allSatisfy { $0 <= NetworkSearch.longestTrialMode }
            ?? true
        }
        for option in evenlySpread(quick.count >= trialCount ? quick : options, trialCount) {
          progress(.sensitivities, done, total)
          var plan = Plan(layers: [layers[index].layer.name: option.choice])
          plan.fitted = isFitted ? [layers[index].layer.name] : []
          let loss = try judge.measure(plan, refinementSweeps: 0).change.loss
          layers[index].families[family].trials.append(
            SensitivityCurve.Trial(error: option.predictedError, loss: loss))
          done += 1
        }
      }
      layers[index].predict()
    }
  }

  private func paretoFront(of candidates: [NetworkCandidate]) -> [NetworkCandidate] {
    var kept: [NetworkCandidate] = []
    for candidate in candidates {
      let figures = candidate.figures
      let isDominated = kept.contains {
        $0.figures.parameters <= figures.parameters && $0.figures.time <= figures.time
          && $0.figures.multiplyAdds <= figures.multiplyAdds
      }
      if !isDominated { kept.append(candidate) }
    }
    return kept
  }
}

/// At most `count` elements from the first to the last.
func evenlySpread<Element>(_ elements: [Element], _ count: Int) -> [Element] {
  guard elements.count > count else { return elements }
  guard count > 1 else { return Array(elements.prefix(count)) }
  return (0..<count).map { elements[$0 * (elements.count - 1) / (count - 1)] }
}
