/// How a tensor-train layer is computed: which neighbouring cores are multiplied into one beforehand, and in which
/// order the cores that result are applied. Each is one batched product.
///
/// Every plan computes the same function, and none transposes the state between two stages; they differ in cost. With all
/// cores multiplied into one the layer is dense again.
public struct ContractionPlan: Hashable, Sendable {
  /// The layer's shape as it was given.
  public let shape: TTShape
  /// The cores multiplied into one, from first to last: ranges that cover all cores.
  public let groups: [Range<Int>]
  /// The shape with every group as one core.
  public let mergedShape: TTShape
  /// Vectors that the layer is applied to at once, B.
  public let batch: Int
  /// Of these, the vectors that lie side by side between the stages, so that columns are whole vectors of a kernel whatever the
  /// modes are: input and output are transposed for it. 1: each lies behind the one before, as in the input.
  public let sideBySide: Int
  /// The steps, in order; their `core` counts groups.
  public let stages: [TTStage]

  /// - Parameters:
  ///   - order: the groups in the order of application, a permutation of `0..<groups.count`.
  ///   - groups: the cores to multiply together; nil leaves each alone.
  ///   - sideBySide: a divisor of the batch.
  /// - Throws: `ContractionPlanError` when these fit neither the shape nor each other, or when counts may exceed the
  ///   range of `Int`.
  public init(
    _ shape: TTShape, order: [Int], groups: [Range<Int>]? = nil, batch: Int,
    sideBySide: Int = 1
  ) throws(ContractionPlanError) {
    let groups = groups ?? (0..<shape.coreCount).map { $0..<$0 + 1 }
    guard groups.allSatisfy({ !$0.isEmpty }),
      groups.flatMap(Array.init) == Array(0..<shape.coreCount)
    else { throw ContractionPlanError("\(groups) do not cover \(shape.coreCount) cores in order") }
    guard order.sorted() == Array(0..<groups.count) else {
      throw ContractionPlanError(
        "\(order) is no order of \(groups.count) cores, counted from 0")
    }
    guard sideBySide > 0, batch % sideBySide == 0 else {
      throw ContractionPlanError("\(sideBySide) vectors side by side do not divide \(batch)")
    }
    // B · d · M · N · R² bounds every count; a shape guarantees it for one vector.
    let rank = shape.ranks.max() ?? 1
    guard
      TTShape.product([batch, shape.coreCount, shape.rows, shape.columns, rank, rank]) != nil
    else { throw ContractionPlanError("its multiply-adds pass \(Int.max)") }
    self.init(trusted: shape, order: order, groups: groups, batch: batch, sideBySide: sideBySide)
  }

  init(
    trusted shape: TTShape, order: [Int], groups: [Range<Int>], batch: Int,
    sideBySide: Int = 1
  ) {
    self.shape = shape
    self.groups = groups
    self.batch = batch
    self.sideBySide = sideBySide
    mergedShape = shape.merging(groups)
    stages = mergedShape.stages(order: order, batch: batch, sideBySide: sideBySide)
  }

  /// Groups in the order of application, counted from 0.
  public var order: [Int] { stages.map(\.core) }
  /// Of all stages.
  public var multiplyAdds: Int { stages.reduce(0) { $0 + $1.multiplyAccumulates } }
  /// Numbers that the merged cores hold.
  public var parameterCount: Int { mergedShape.parameterCount }
  /// Whether the layer is one dense matrix.
  public var isDense: Bool { groups.count == 1 }
}

/// Why something is not a plan.
public struct ContractionPlanError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension TTShape {
  /// The shape after multiplying the cores of each range into one.
  ///
  /// - Precondition: the ranges cover all cores in order.
  public func merging(_ groups: [Range<Int>]) -> TTShape {
    // From the last to the first, so that the ranges before stay valid.
    groups.reversed().reduce(self) { shape, group in
      group.count > 1 ? shape.merging(group) : shape
    }
  }
}
