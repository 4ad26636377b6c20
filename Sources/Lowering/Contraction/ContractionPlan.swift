public import TensorTrain

/// How a tensor-train layer is computed: its cores in some order, each step one batched product.
///
/// The state keeps its axes in the order batch, mode 1, …, mode d. Mode k is n_k before core k is applied and m_k
/// after; bond r_k lies between modes k and k + 1 while exactly one of the two cores is applied. Applying core k
/// replaces one contiguous group of axes, so no order ever transposes the state. Every order computes the same
/// function; they differ in cost.
public struct ContractionPlan: Hashable, Sendable {
  /// One core applied to the state: `output[p] (R×Q) = matrix (R×K) · input[p] (K×Q)`.
  public struct Stage: Hashable, Sendable {
    /// Index of the core, from 0.
    public let core: Int
    /// P: axes left of the group, with the batch.
    public let batch: Int
    /// K: (r_{k-1} if core k − 1 is applied) · n_k · (r_k if core k + 1 is)
    public let depth: Int
    /// R: (r_{k-1} if core k − 1 is not applied) · m_k · (r_k if core k + 1 is not)
    public let rows: Int
    /// Q: axes right of the group.
    public let columns: Int
    /// Axes of the core `(r_{k-1}, m_k, n_k, r_k)` in the order in which they index the matrix: rows, then columns.
    public let coreAxes: [Int]

    /// P·R·Q·K
    public var multiplyAdds: Int { batch * rows * columns * depth }
    /// Floats of the state before: P·K·Q.
    public var inputCount: Int { batch * depth * columns }
    /// Floats of the state after: P·R·Q.
    public var outputCount: Int { batch * rows * columns }
  }

  public let shape: TTShape
  /// Vectors that the layer is applied to at once, B.
  public let batch: Int
  public let stages: [Stage]

  /// - Parameter order: the cores in the order of application, a permutation of `0..<d`.
  /// - Throws: `ContractionPlanError` when it is not one, or when a count exceeds the range of `Int`.
  public init(_ shape: TTShape, order: [Int], batch: Int) throws(ContractionPlanError) {
    guard order.sorted() == Array(0..<shape.coreCount) else {
      throw ContractionPlanError(
        "\(order) is no order of \(shape.coreCount) cores, counted from 0")
    }
    self.shape = shape
    self.batch = batch
    var applied = [Bool](repeating: false, count: shape.coreCount)
    var stages: [Stage] = []
    for core in order {
      let stage = Self.stage(applying: core, to: shape, applied: applied, batch: batch)
      guard let stage else {
        throw ContractionPlanError("the state before core \(core + 1) is too large to count")
      }
      stages.append(stage)
      applied[core] = true
    }
    self.stages = stages
  }

  /// Cores in the order of application, counted from 0.
  public var order: [Int] { stages.map(\.core) }
  /// Of all stages.
  public var multiplyAdds: Int { stages.reduce(0) { $0 + $1.multiplyAdds } }
  /// Floats of the largest pair of states that are alive together.
  public var peakStateCount: Int { stages.map { $0.inputCount + $0.outputCount }.max() ?? 0 }

  /// nil when a count overflows.
  private static func stage(
    applying core: Int, to shape: TTShape, applied: [Bool], batch: Int
  ) -> Stage? {
    let modes = applied.indices.map { applied[$0] ? shape.rowModes[$0] : shape.columnModes[$0] }
    // Bond b lies between modes b − 1 and b; the outermost two have size 1 and never open.
    let openBonds = (0...applied.count).map { bond in
      bond > 0 && bond < applied.count && applied[bond - 1] != applied[bond] ? shape.ranks[bond] : 1
    }
    let left = shape.ranks[core]
    let right = shape.ranks[core + 1]
    let leftIsOpen = core > 0 && applied[core - 1]
    let rightIsOpen = core + 1 < applied.count && applied[core + 1]
    guard
      let batch = checkedProduct([batch] + modes[..<core] + openBonds[..<core]),
      let columns = checkedProduct(modes[(core + 1)...] + openBonds[(core + 2)...]),
      let depth = checkedProduct(
        [leftIsOpen ? left : 1, shape.columnModes[core], rightIsOpen ? right : 1]),
      let rows = checkedProduct(
        [leftIsOpen ? 1 : left, shape.rowModes[core], rightIsOpen ? 1 : right]),
      // A sum of d ≤ 2^16 such products must not overflow either.
      checkedProduct([batch, columns, depth, rows, 1 << 16]) != nil
    else { return nil }
    return Stage(
      core: core, batch: batch, depth: depth, rows: rows, columns: columns,
      coreAxes: (leftIsOpen ? [] : [0]) + [1] + (rightIsOpen ? [] : [3])
        + (leftIsOpen ? [0] : []) + [2] + (rightIsOpen ? [3] : []))
  }
}

/// Why an order of cores is not a plan.
public struct ContractionPlanError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The product of the factors; nil when it exceeds the range of `Int`.
func checkedProduct(_ factors: some Sequence<Int>) -> Int? {
  var result = 1
  for factor in factors {
    let (product, overflow) = result.multipliedReportingOverflow(by: factor)
    if overflow { return nil }
    result = product
  }
  return result
}
