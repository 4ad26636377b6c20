import HandcarFormat
public import TensorTrain

extension BoardModel {
  /// The time of a dense M × N layer applied to `batch` vectors.
  public func dense(rows: Int, columns: Int, batch: Int = 1, resident: Int = 0) -> Double {
    contraction(P: batch, K: columns, R: rows, Q: 1, .panels, resident: resident)
  }

  /// The time of a layer computed as planned.
  public func time(of plan: ContractionPlan) -> Double {
    plan.stages.reduce(0) { $0 + time(of: $1, resident: 4 * plan.parameterCount) }
  }

  /// The fastest way to compute a layer within limits; nil when none keeps to them.
  ///
  /// - Throws: `ContractionPlanError` when counts may exceed the range of `Int`.
  public func fastestPlan(
    _ shape: TTShape, batch: Int = 1, limits: ContractionPlan.Limits = .init()
  ) throws(ContractionPlanError) -> ContractionPlan? {
    try ContractionPlan.fastest(shape, batch: batch, limits: limits) { time(of: $0) }
  }
}
