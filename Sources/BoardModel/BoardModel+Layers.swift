import HandcarFormat
public import TensorTrain

extension BoardModel {
  /// The time of a dense M × N layer applied to `batch` vectors.
  public func dense(rows: Int, columns: Int, batch: Int = 1, resident: Int = 0) -> Double {
    contraction(P: batch, K: columns, R: rows, Q: 1, .panels, resident: resident)
  }

  /// The time of a layer computed as planned.
  ///
  /// - Parameter others: bytes of parameters that are read between two runs of the layer, and share its caches.
  public func time(of plan: ContractionPlan, besides others: Int = 0) -> Double {
    let resident = bytes(plan.parameterCount, besides: others)
    let stages = plan.stages.reduce(0) {
      $0 + time(of: $1, in: plan.batch, plan.sideBySide, resident: resident)
    }
    if plan.sideBySide == 1 { return stages }
    return stages + transposition(count: plan.batch * plan.shape.columns)
      + transposition(count: plan.batch * plan.shape.rows)
  }

  /// Bytes of so many parameters and of others; a number that no memory holds stands for what is beyond it.
  private func bytes(_ parameterCount: Int, besides others: Int) -> Int {
    4 * min(parameterCount, 1 << 60) + min(others, 1 << 60)
  }

  /// The time of a stage for a batch; infinite where the states of vectors side by side leave the second cache.
  private func time(
    of stage: TTStage, in batch: Int, _ sideBySide: Int, resident: Int
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
  /// - Parameter others: bytes of parameters that are read between two runs of the layer, and share its caches.
  /// - Throws: `ContractionPlanError` when counts may exceed the range of `Int`.
  public func fastestPlan(
    _ shape: TTShape, batch: Int = 1, limits: ContractionPlan.Limits = .init(),
    besides others: Int = 0
  ) throws(ContractionPlanError) -> ContractionPlan? {
    var plans: [ContractionPlan] = []
    for vectors in limits.scratchCount == .max ? vectorsSideBySide(of: batch) : [1] {
      let plan = try ContractionPlan.fastest(
        shape, batch: batch, sideBySide: vectors, limits: limits
      ) {
        time(
          of: $0, in: batch, vectors, resident: bytes($1.parameterCount, besides: others))
      }
      if let plan { plans.append(plan) }
    }
    return best(of: plans, besides: others)
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
    return best(of: plans, besides: 0) ?? plain
  }

  /// How many vectors of a batch may lie side by side: one, or those that fill half a panel of columns, in two groups at least: states
  /// of a single one would pass from thread to thread at each stage.
  private func vectorsSideBySide(of batch: Int) -> [Int] {
    [1] + (batch < 16 ? [] : (8...batch / 2).filter { batch % $0 == 0 }.prefix(1))
  }

  /// The first of the plans, or the second if that gains more than these times are wrong and than its further steps cost threads.
  private func best(of plans: [ContractionPlan], besides others: Int) -> ContractionPlan? {
    guard plans.count > 1 else { return plans.first }
    let times = plans.map { time(of: $0, besides: others) }
    return times[1] < 0.95 * times[0] ? plans[1] : plans[0]
  }
}
