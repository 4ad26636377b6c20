/// NumPy's broadcasting: shapes are aligned at their last axes, and an axis of size 1 (or a missing
/// one) repeats.
public enum Broadcast {
  /// The common shape; nil when the shapes do not fit together.
  public static func shape(_ left: [Int], _ right: [Int]) -> [Int]? {
    let rank = max(left.count, right.count)
    var result: [Int] = []
    for axis in 0..<rank {
      let a = size(left, axis, rank: rank)
      let b = size(right, axis, rank: rank)
      guard a == b || a == 1 || b == 1 else { return nil }
      result.append(a == 1 ? b : a)
    }
    return result
  }

  /// For each axis of the `result` shape, how far one step moves in a row-major tensor of `shape`;
  /// 0 on repeated axes.
  ///
  /// - Precondition: `shape` broadcasts to `result`.
  public static func strides(_ shape: [Int], in result: [Int]) -> [Int] {
    var strides = [Int](repeating: 0, count: result.count)
    var stride = 1
    for (axis, size) in zip(result.indices.reversed(), shape.reversed()) {
      strides[axis] = size == 1 ? 0 : stride
      stride *= size
    }
    return strides
  }

  private static func size(_ shape: [Int], _ axis: Int, rank: Int) -> Int {
    let own = axis - (rank - shape.count)
    return own < 0 ? 1 : shape[own]
  }
}
