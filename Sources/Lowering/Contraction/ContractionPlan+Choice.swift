public import TensorTrain

extension ContractionPlan {
  /// The plan with the fewest multiply-adds.
  ///
  /// - Throws: `ContractionPlanError` when even the counts exceed the range of `Int`.
  public static func cheapest(
    _ shape: TTShape, batch: Int
  ) throws(ContractionPlanError) -> ContractionPlan {
    let leftToRight = Array(0..<shape.coreCount)
    let forward = try ContractionPlan(shape, order: leftToRight, batch: batch)
    let backward = try ContractionPlan(shape, order: leftToRight.reversed(), batch: batch)
    return forward.multiplyAdds < backward.multiplyAdds ? forward : backward
  }
}
