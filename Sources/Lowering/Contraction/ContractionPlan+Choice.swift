public import TensorTrain

extension ContractionPlan {
  /// Decides how a layer of the shape is computed for a batch.
  public typealias Choice =
    @Sendable (_ shape: TTShape, _ batch: Int) throws(ContractionPlanError) -> ContractionPlan
}
