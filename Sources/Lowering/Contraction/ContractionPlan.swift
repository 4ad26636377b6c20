public import TensorTrain

/// How a tensor-train layer is computed: the stages of some order of its cores, each one batched product.
///
/// Every order computes the same function without ever transposing the state; they differ in cost. Which plan is
/// taken (`ContractionPlan+Choice`) is independent of how a plan becomes steps of a program.
public struct ContractionPlan: Hashable, Sendable {
  public let shape: TTShape
  /// Vectors that the layer is applied to at once, B.
  public let batch: Int
  public let stages: [TTStage]

  /// - Parameter order: the cores in the order of application, a permutation of `0..<d`.
  /// - Throws: `ContractionPlanError` when it is not one, or when counts may exceed the range of `Int`.
  public init(_ shape: TTShape, order: [Int], batch: Int) throws(ContractionPlanError) {
    guard order.sorted() == Array(0..<shape.coreCount) else {
      throw ContractionPlanError(
        "\(order) is no order of \(shape.coreCount) cores, counted from 0")
    }
    // B · d · M · N · R² bounds every count; a shape guarantees it for one vector.
    let rank = shape.ranks.max() ?? 1
    guard
      checkedProduct([batch, shape.coreCount, shape.rows, shape.columns, rank, rank]) != nil
    else { throw ContractionPlanError("its multiply-adds pass \(Int.max)") }
    self.shape = shape
    self.batch = batch
    stages = shape.stages(order: order, batch: batch)
  }

  /// Cores in the order of application, counted from 0.
  public var order: [Int] { stages.map(\.core) }
  /// Of all stages.
  public var multiplyAdds: Int { stages.reduce(0) { $0 + $1.multiplyAccumulates } }
}

/// Why an order of cores is not a plan.
public struct ContractionPlanError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
