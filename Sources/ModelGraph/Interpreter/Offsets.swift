/// Lists of element positions, one for each index of a shape in row-major order.
enum Offsets {
  /// `Σ index[a] · strides[a]`
  static func strided(_ sizes: [Int], _ strides: [Int]) -> [Int] {
    if sizes.contains(0) { return [] }
    return sums(zip(sizes, strides).map { size, stride in (0..<size).map { $0 * stride } })
  }

  /// The sums of one entry from each list; −1 wherever an entry is negative, which marks a place
  /// outside.
  static func sums(_ axes: [[Int]]) -> [Int] {
    var result = [0]
    for axis in axes {
      var next: [Int] = []
      next.reserveCapacity(result.count * axis.count)
      for base in result {
        for entry in axis { next.append(base < 0 || entry < 0 ? -1 : base + entry) }
      }
      result = next
    }
    return result
  }

  /// Strides of a row-major tensor.
  static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
  }
}
