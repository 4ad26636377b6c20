import BoardModel
import Foundation
import TensorTrain

/// What a board model expects of the way in which a tensor-train layer is computed, and of the ways that it was
/// preferred to: why the plan is what it is, for people.
struct ContractionForecast {
  /// The time of the plan, in nanoseconds.
  let nanoseconds: Double
  /// Such as `11.2 µs expected on x86-64 with AVX2; right to left 1.31×, dense 8.2× as long`.
  let text: String

  /// - Parameter others: bytes of the network's parameters but for those of the layer.
  /// - Cost: one search for the fastest plan.
  init(_ plan: ContractionPlan, on board: BoardModel, besides others: Int) {
    nanoseconds = board.time(of: plan, besides: others)
    var clauses: [String] = []
    var known = [plan]
    for other in Self.usualPlans(plan.shape, batch: plan.batch, on: board, besides: others)
    where !known.contains(other) {
      known.append(other)
      let time = board.time(of: other, besides: others)
      clauses.append(Self.clause(other, time: time, beside: plan, nanoseconds))
    }
    let name = board.name + (board.isEstimate ? " (estimated)" : "")
    let time = String(format: "%.3g µs expected on ", nanoseconds / 1000) + name
    text = clauses.isEmpty ? time : time + "; " + clauses.joined(separator: ", ") + " as long"
  }

  /// The two sweeps, the fewest multiply-adds, the fastest without regard to memory, and dense.
  private static func usualPlans(
    _ shape: TTShape, batch: Int, on board: BoardModel, besides others: Int
  ) -> [ContractionPlan] {
    let sweeps = Sweep.allCases.map {
      try? board.plan(shape, order: shape.order(of: $0), batch: batch)
    }
    let all = [0..<shape.coreCount]
    let others = [
      try? ContractionPlan.fewestMultiplyAdds(shape, batch: batch),
      try? board.fastestPlan(shape, batch: batch, besides: others),
      try? ContractionPlan(shape, order: [0], groups: all, batch: batch),
    ]
    return (sweeps + others).compactMap(\.self)
  }

  private static func clause(
    _ other: ContractionPlan, time: Double, beside plan: ContractionPlan, _ planTime: Double
  ) -> String {
    let clause = String(format: "\(other.isDense ? "dense" : other.method) %.3g×", time / planTime)
    // What is faster was given up for its parameters.
    guard time < planTime, other.parameterCount > plan.parameterCount else { return clause }
    let growth = Double(other.parameterCount) / Double(plan.parameterCount)
    return clause + String(format: " (with %.3g× the parameters)", growth)
  }
}
