public import TensorTrain

extension ContractionPlan {
  /// Decides how a layer of the shape is computed for a batch, beside others that have so many bytes of parameters.
  public typealias Choice =
    @Sendable (
      _ shape: TTShape, _ batch: Int, _ others: Int
    ) throws(ContractionPlanError) -> ContractionPlan

  /// Whatever the board: the fewest multiply-adds, with no cores merged.
  public static let ofFewestMultiplyAdds: Choice = {
    (shape, batch, _) throws(ContractionPlanError) in
    try fewestMultiplyAdds(shape, batch: batch)
  }
}
