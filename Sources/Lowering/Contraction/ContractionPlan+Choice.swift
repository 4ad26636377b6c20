public import TensorTrain

extension ContractionPlan {
  /// Decides how a layer of the shape is computed for a batch.
  public typealias Choice =
    @Sendable (_ shape: TTShape, _ batch: Int) throws(ContractionPlanError) -> ContractionPlan

  /// The plan with the fewest multiply-adds of all orders of the cores.
  ///
  /// - Throws: `ContractionPlanError` when counts may exceed the range of `Int`.
  /// - Cost: `TTShape.bestOrder`.
  @Sendable public static func fewestMultiplyAdds(
    _ shape: TTShape, batch: Int
  ) throws(ContractionPlanError) -> ContractionPlan {
    // The order does not depend on the batch.
    try ContractionPlan(shape, order: shape.bestOrder(batch: 1).cores, batch: batch)
  }
}
