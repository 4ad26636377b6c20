public import TensorTrain

/// The uniform ranks at which a list of modes is worth having: from 1 to the true break-even.
///
/// Costs with capped ranks never fall as the rank grows, so the break-even is found by bisection
/// on the true cost. The closed forms of `TTShape` ignore caps and would lose shapes.
public struct RankWindow: Sendable {
  public let rowModes: [Int]
  public let columnModes: [Int]
  /// The largest rank that is not a repetition of a smaller one.
  public let cap: Int

  /// What is compared with the dense layer.
  public struct Limits: Sendable {
    public var parameters: Int
    public var multiplyAccumulates: Int
    public init(parameters: Int, multiplyAccumulates: Int) {
      self.parameters = parameters
      self.multiplyAccumulates = multiplyAccumulates
    }
  }

  /// - Precondition: the lists are of equal length, positive, and not empty.
  public init(rowModes: [Int], columnModes: [Int]) {
    self.rowModes = rowModes
    self.columnModes = columnModes
    let whole = zip(rowModes, columnModes).reduce(1) { $0 * $1.0 * $1.1 }
    var left = 1
    cap = zip(rowModes, columnModes).dropLast().reduce(1) { largest, modes in
      left *= modes.0 * modes.1
      return max(largest, min(left, whole / left))
    }
  }

  /// The counts of the dense layer.
  public var dense: Limits {
    let count = rowModes.reduce(1, *) * columnModes.reduce(1, *)
    return Limits(parameters: count, multiplyAccumulates: count)
  }

  /// The largest rank whose parameters and multiply-accumulates (of the better sweep) are both
  /// below the limits; 0 when there is none. O(d log cap).
  public func largestRank(below limits: Limits) -> Int {
    largestRank { shape in
      shape.parameterCount < limits.parameters
        && min(
          shape.multiplyAccumulates(.rightToLeft), shape.multiplyAccumulates(.leftToRight))
          < limits.multiplyAccumulates
    }
  }

  /// The largest rank up to the cap for which a condition holds that, once false, stays false as
  /// the rank grows; 0 when it never holds.
  public func largestRank(where holds: (TTShape) -> Bool) -> Int {
    var (low, high) = (0, cap + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      let shape = try? TTShape(
        rowModes: rowModes, columnModes: columnModes, uniformRank: middle)
      if let shape, holds(shape) { low = middle } else { high = middle }
    }
    return low
  }
}
