import Exploration
import LinearAlgebra
import ModelGraph
import Reporting
import Foundation
import TensorTrain

/// The ways to hold each linear layer of a network, and plans put together from them.
///
/// A plan minimises Σ e², the predicted relative errors of the layers' outputs, within a budget of
/// parameters. By Lagrange, each layer takes the candidate with the smallest e² + λ · parameters, one
/// λ for all layers; what the budget then leaves goes to single layers.
struct PlanProposal {
  private struct Layer {
    let name: String
    /// Dense first.
    let candidates: [LayerCandidate]
  }

  private let layers: [Layer]
  /// Parameters outside of the layers that can be factorized.
  private let otherCount: Int

  /// Explores every linear layer.
  init(for graph: Graph, calibration: Calibration) throws(Failure) {
    var layers: [Layer] = []
    let found = graph.linearLayers
    var bar = ProgressBar("explore", total: found.count)
    for (index, layer) in found.enumerated() {
      var problem = LayerProblem(rows: layer.rows, columns: layer.columns)
      let weights = graph[graph.nodes[layer.nodeIndex].inputs[1]].constant?.floats ?? []
      let matrix = Matrix(rows: layer.rows, columns: layer.columns, elements: weights)
      do {
        if let inputs = calibration.statistics[layer.name] {
          problem.spectra = try SpectralOracle().table(of: matrix, inputs: inputs)
        } else {
          problem.spectra = try SpectralOracle().table(of: matrix)
        }
      } catch {
        throw .badInput("layer '\(layer.name)': \(error)")
      }
      var options = SearchOptions()
      // The goal may be a small file: a layer that saves parameters at the cost of time is wanted too.
      options.needsLessTime = false
      options.largestCoreCount = 4
      // A factor of 1 makes a bottleneck as narrow as the rank, which no training opens again. On the
      // digits at 50 times fewer parameters an accuracy of 96.0 % with them, 98.2 % without.
      options.allowsUnitFactors = false
      let shapes = problem.explore(options).candidates.filter { !$0.isDense }
      layers.append(Layer(name: layer.name, candidates: [problem.dense] + shapes))
      bar.update(index + 1)
    }
    bar.finish()
    self.layers = layers
    otherCount =
      GraphStatistics(graph).parameterCount - layers.reduce(0) { $0 + $1.candidates[0].parameters }
  }

  /// The fewest parameters that any plan has.
  var smallestCount: Int {
    layers.reduce(otherCount) { $0 + ($1.candidates.map(\.parameters).min() ?? 0) }
  }

  /// The plan with the smallest predicted error within a budget of parameters of the whole network;
  /// nil when none is small enough.
  func plan(parameterBudget: Int) -> Plan? {
    let budget = parameterBudget - otherCount
    func size(_ choice: [LayerCandidate]) -> Int { choice.reduce(0) { $0 + $1.parameters } }
    // λ from far too low to far too high, by its logarithm.
    var (low, high) = (-60.0, 10.0)
    guard size(choice(exp2(high))) <= budget else { return nil }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if size(choice(exp2(middle))) <= budget { high = middle } else { low = middle }
    }
    let chosen = filled(choice(exp2(high)), budget: budget)
    var plan = Plan()
    for (layer, candidate) in zip(layers, chosen) {
      plan.layers[layer.name] = candidate.shape.map { .shape($0) } ?? .dense
      if candidate.isDense { plan.reasons[layer.name] = "best dense within this budget" }
    }
    return plan
  }

  private func choice(_ lambda: Double) -> [LayerCandidate] {
    layers.map { layer in
      layer.candidates.min { a, b in
        a.squaredError + lambda * Double(a.parameters)
          < b.squaredError + lambda * Double(b.parameters)
      } ?? layer.candidates[0]
    }
  }

  /// Spends what is left of a budget, always where a parameter gains most.
  private func filled(_ start: [LayerCandidate], budget: Int) -> [LayerCandidate] {
    var chosen = start
    var left = budget - start.reduce(0) { $0 + $1.parameters }
    while true {
      var best: (gain: Double, layer: Int, candidate: LayerCandidate)?
      for (index, layer) in layers.enumerated() {
        for candidate in layer.candidates {
          let more = candidate.parameters - chosen[index].parameters
          let less = chosen[index].squaredError - candidate.squaredError
          guard more > 0, more <= left, less > 0 else { continue }
          let gain = less / Double(more)
          if gain > best?.gain ?? 0 { best = (gain, index, candidate) }
        }
      }
      guard let best else { return chosen }
      left -= best.candidate.parameters - chosen[best.layer].parameters
      chosen[best.layer] = best.candidate
    }
  }
}

extension LayerCandidate {
  /// Of the outputs; the bound can be above 1, where any factorization is as good as none.
  fileprivate var squaredError: Double {
    let error = min(errorBounds?.upperBound ?? 0, 1)
    return error * error
  }
}
