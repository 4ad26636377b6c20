import Foundation
import LinearAlgebra
import ModelGraph
import TensorTrain

/// Lowers the ranks of all tensor trains in steps while a network is trained, so that each bond keeps the rank that it
/// needs. The network should start with more parameters than the budget.
public struct RankAdaptation: Hashable, Sendable, Codable {
  /// How many parameters the network may have in the end, all of its constants together.
  public var parameterBudget: Int
  /// How often ranks are lowered. Budgets between fall by equal ratios.
  public var rounds = 4
  /// The shares of all steps at which ranks are lowered first and last.
  public var firstShare = 0.1
  public var lastShare = 0.4

  public init(parameterBudget: Int) { self.parameterBudget = parameterBudget }

  /// The step before which each round takes place.
  func steps(of stepCount: Int) -> [Int] {
    (0..<rounds).map { round in
      let share = rounds > 1 ? Double(round) / Double(rounds - 1) : 1
      return Int(Double(stepCount) * (firstShare + (lastShare - firstShare) * share))
    }
  }

  /// What a round may leave, given the parameters at the start.
  func budget(of round: Int, from start: Int) -> Int {
    if round >= rounds - 1 { return parameterBudget }
    let ratio = Double(parameterBudget) / Double(max(start, 1))
    return Int(Double(start) * pow(ratio, Double(round + 1) / Double(rounds)))
  }
}

extension Graph {
  /// Constants that nodes read, in elements.
  var parameterCount: Int { GraphStatistics(self).parameterCount }

  /// Rounds tensor trains until the network has at most `budget` parameters, or all ranks are 1.
  ///
  /// One rank after the other goes, always the one whose share of its matrix's energy σ² / ‖W‖² is smallest for the
  /// parameters it saves.
  /// - Returns: whether any rank was lowered.
  mutating func lowerRanks(toParameterCount budget: Int) throws(FineTuningError) -> Bool {
    let trains = tensorTrains
    do {
      let spectra = try trains.map { try $0.train.bondSingularValues() }
      let energies = spectra.map { layer in
        layer.first.map { $0.reduce(0) { $0 + $1 * $1 } } ?? 0
      }
      var ranks = trains.map { Array($0.train.shape.ranks) }
      var excess = parameterCount - budget
      var lowered = false
      while excess > 0 {
        var best: (cost: Double, layer: Int, bond: Int, saved: Int)?
        for (layer, (_, train)) in trains.enumerated() {
          for bond in 1..<max(train.shape.coreCount, 1) where ranks[layer][bond] > 1 {
            let (rows, columns) = (train.shape.rowModes, train.shape.columnModes)
            let saved =
              ranks[layer][bond - 1] * rows[bond - 1] * columns[bond - 1]
              + rows[bond] * columns[bond] * ranks[layer][bond + 1]
            let values = spectra[layer][bond - 1]
            let rank = ranks[layer][bond]
            let value = rank <= values.count ? values[rank - 1] : 0
            let cost = value * value / max(energies[layer], 1e-300) / Double(saved)
            if cost < best?.cost ?? .infinity { best = (cost, layer, bond, saved) }
          }
        }
        guard let best else { break }
        ranks[best.layer][best.bond] -= 1
        excess -= best.saved
        lowered = true
      }
      for (layer, (node, train)) in trains.enumerated() where ranks[layer] != train.shape.ranks {
        let inner = Array(ranks[layer].dropFirst().dropLast())
        replaceTensorTrain(
          node: node, by: try train.rounded(ranks: inner).matrix.balanced())
      }
      return lowered
    } catch {
      throw FineTuningError("ranks cannot be lowered: \(error)")
    }
  }
}
