/// A loop nest over several tensors: the sizes of its axes and the stride of each tensor along each axis.
struct StridedAxes: Equatable {
  /// Outermost first.
  private(set) var sizes: [Int] = []
  /// `[tensor][axis]`, in elements; 0 repeats the axis.
  private(set) var strides: [[Int]]

  /// The given axes without those of size 1, neighbours merged where every tensor walks them as one.
  ///
  /// Kernels work along the innermost axis, so the fewer and longer the axes the better.
  init(merging sizes: [Int], strides: [[Int]]) {
    self.strides = strides.map { _ in [] }
    for axis in sizes.indices where sizes[axis] != 1 {
      let last = self.sizes.count - 1
      let continues =
        last >= 0
        && strides.indices.allSatisfy {
          self.strides[$0][last] == strides[$0][axis] * sizes[axis]
        }
      if continues {
        self.sizes[last] *= sizes[axis]
        for tensor in strides.indices { self.strides[tensor][last] = strides[tensor][axis] }
      } else {
        self.sizes.append(sizes[axis])
        for tensor in strides.indices { self.strides[tensor].append(strides[tensor][axis]) }
      }
    }
  }
}

/// Strides of a dense row-major tensor, in elements.
func denseStrides(of shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}

extension InlineArray where Element == Int {
  /// The numbers of a list that is not longer, then `filler`.
  init(_ list: [Int], filler: Int = 0) {
    self.init { $0 < list.count ? list[$0] : filler }
  }
}
