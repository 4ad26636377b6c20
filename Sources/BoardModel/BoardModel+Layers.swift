import HandcarFormat
public import TensorTrain

extension BoardModel {
  /// The time of a dense M × N layer applied to `batch` vectors.
  public func dense(rows: Int, columns: Int, batch: Int = 1, resident: Int = 0) -> Double {
    contraction(P: batch, K: columns, R: rows, Q: 1, .panels, resident: resident)
  }

  /// The time of a layer computed as planned.
  public func time(of plan: ContractionPlan) -> Double {
    let (batch, axis) = (plan.batch, plan.batchAxis)
    let stages = plan.stages.reduce(0) {
      $0 + time(of: $1, of: batch, axis, resident: 4 * plan.parameterCount)
    }
    switch axis {
    case .outermost: return stages
    case .innermost:
      let vectors = axis.fewestVectors(of: batch)
      let moved = [plan.shape.columns, plan.shape.rows].map { transposition(count: $0 * vectors) }
      return stages + Double(batch / vectors) * (moved[0] + moved[1])
    }
  }

  /// The time of a stage for all vectors of a batch: with the innermost axis as few at a time as `BatchAxis` says, whose states
  /// must stay in the second cache; infinite where they do not.
  private func time(
    of stage: TTStage, of batch: Int, _ axis: BatchAxis, resident: Int = 0
  ) -> Double {
    guard axis == .innermost else { return time(of: stage, resident: resident) }
    let vectors = axis.fewestVectors(of: batch)
    let part = stage.vectors(vectors, of: batch, axis)
    let room = memories.prefix(2).last?.byteCount ?? .max
    guard 4 * (part.inputCount + part.outputCount) <= room else { return .infinity }
    return Double(batch / vectors) * time(of: part, resident: resident)
  }

  /// The time in which a matrix of so many numbers is transposed: sixteen take about as long as two multiply-adds of which
  /// one waits for the other, 16 loads, shuffles and stores of four.
  func transposition(count: Int) -> Double {
    operation + Double(count) / 16 * 2 * tiles[0].step[0]
  }

  /// The fastest way to compute a layer within limits; nil when none keeps to them.
  ///
  /// The batch is the innermost axis only where scratch is not limited: a transposed input may need more.
  ///
  /// - Throws: `ContractionPlanError` when counts may exceed the range of `Int`.
  public func fastestPlan(
    _ shape: TTShape, batch: Int = 1, limits: ContractionPlan.Limits = .init()
  ) throws(ContractionPlanError) -> ContractionPlan? {
    var plans: [ContractionPlan?] = []
    for axis in limits.scratchCount == .max ? axes(of: batch) : [.outermost] {
      plans.append(
        try .fastest(shape, batch: batch, batchAxis: axis, limits: limits) {
          time(of: $0, of: batch, axis)
        })
    }
    return better(of: plans.compactMap(\.self))
  }

  /// The plan that applies the cores in an order, none merged, with the batch where that is faster.
  ///
  /// - Throws: as `ContractionPlan.init`.
  public func plan(
    _ shape: TTShape, order: [Int], batch: Int
  ) throws(ContractionPlanError) -> ContractionPlan {
    let outermost = try ContractionPlan(shape, order: order, batch: batch)
    var plans = [outermost]
    for axis in axes(of: batch).dropFirst() {
      plans.append(try ContractionPlan(shape, order: order, batch: batch, batchAxis: axis))
    }
    return better(of: plans) ?? outermost
  }

  /// Where the vectors of a batch may lie, from the outermost. Fewer than four fill no vector.
  private func axes(of batch: Int) -> [BatchAxis] {
    batch < 4 ? [.outermost] : [.outermost, .innermost]
  }

  /// The first of the plans, or the second if it is faster by more than these times are wrong.
  private func better(of plans: [ContractionPlan]) -> ContractionPlan? {
    guard plans.count > 1 else { return plans.first }
    return time(of: plans[1]) < 0.97 * time(of: plans[0]) ? plans[1] : plans[0]
  }
}
