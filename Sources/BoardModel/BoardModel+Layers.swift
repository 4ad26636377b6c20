import HandcarFormat
public import TensorTrain

extension BoardModel {
  /// The time of a dense M × N layer applied to `batch` vectors.
  public func dense(rows: Int, columns: Int, batch: Int = 1, resident: Int = 0) -> Double {
    contraction(P: batch, K: columns, R: rows, Q: 1, .panels, resident: resident)
  }

  /// The time of a layer computed as planned.
  public func time(of plan: ContractionPlan) -> Double {
    let stages = plan.stages.reduce(0) {
      $0 + time(of: $1, in: plan.batch, plan.sideBySide, resident: 4 * plan.parameterCount)
    }
    if plan.sideBySide == 1 { return stages }
    return stages + transposition(count: plan.batch * plan.shape.columns)
      + transposition(count: plan.batch * plan.shape.rows)
  }

  /// The time of a stage for a batch; infinite where the states of vectors side by side leave the second cache.
  private func time(
    of stage: TTStage, in batch: Int, _ sideBySide: Int, resident: Int = 0
  ) -> Double {
    let room = memories.prefix(2).last?.byteCount ?? .max
    let byteCount = 4 * (stage.inputCount + stage.outputCount) / batch * sideBySide
    if sideBySide > 1 && byteCount > room { return .infinity }
    return time(of: stage, resident: resident)
  }

  /// The time in which a matrix of so many numbers is transposed: sixteen take about as long as two multiply-adds of which
  /// one waits for the other, 16 loads, shuffles and stores of four.
  func transposition(count: Int) -> Double {
    operation + Double(count) / 16 * 2 * tiles[0].step[0]
  }

  /// The fastest way to compute a layer within limits; nil when none keeps to them.
  ///
  /// Vectors lie side by side only where scratch is not limited: a transposed input may need more.
  ///
  /// - Throws: `ContractionPlanError` when counts may exceed the range of `Int`.
  public func fastestPlan(
    _ shape: TTShape, batch: Int = 1, limits: ContractionPlan.Limits = .init()
  ) throws(ContractionPlanError) -> ContractionPlan? {
    var plans: [ContractionPlan] = []
    for vectors in limits.scratchCount == .max ? vectorsSideBySide(of: batch) : [1] {
      let plan = try ContractionPlan.fastest(
        shape, batch: batch, sideBySide: vectors, limits: limits
      ) { time(of: $0, in: batch, vectors) }
      if let plan { plans.append(plan) }
    }
    return best(of: plans)
  }

  /// The plan that applies the cores in an order, none merged, with vectors side by side where that is faster.
  ///
  /// - Throws: as `ContractionPlan.init`.
  public func plan(
    _ shape: TTShape, order: [Int], batch: Int
  ) throws(ContractionPlanError) -> ContractionPlan {
    let plain = try ContractionPlan(shape, order: order, batch: batch)
    var plans = [plain]
    for vectors in vectorsSideBySide(of: batch).dropFirst() {
      plans.append(try ContractionPlan(shape, order: order, batch: batch, sideBySide: vectors))
    }
    return best(of: plans) ?? plain
  }

  /// How many vectors of a batch may lie side by side: one, or those that fill half a panel of columns, in two groups at least: states
  /// of a single one would pass from thread to thread at each stage.
  private func vectorsSideBySide(of batch: Int) -> [Int] {
    [1] + (batch < 16 ? [] : (8...batch / 2).filter { batch % $0 == 0 }.prefix(1))
  }

  /// The first of the plans, or the second if that gains more than these times are wrong and than its further steps cost threads.
  private func best(of plans: [ContractionPlan]) -> ContractionPlan? {
    guard plans.count > 1 else { return plans.first }
    return time(of: plans[1]) < 0.95 * time(of: plans[0]) ? plans[1] : plans[0]
  }
}
