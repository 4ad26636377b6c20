/// Where an index space is cut: along its first axis of more than one element, joined with those behind it that
/// the strides of both tensors, if given, make one axis of.
struct AxisCut {
  private let given: InlineArray<8, Int>
  /// The last of the joined axes.
  let axis: Int
  /// Places along the joined axes.
  let length: Int
  /// Elements at each of them.
  let inner: Int
  /// Steps from place to place in the two strided tensors.
  let stride: Int
  let other: Int

  @inline(never)
  init(
    rank: Int, sizes: InlineArray<8, Int>, strides: InlineArray<8, Int>? = nil,
    others: InlineArray<8, Int>? = nil
  ) {
    var axis = 0
    while axis < rank &- 1 && sizes[axis] == 1 { axis &+= 1 }
    var length = rank > 0 ? sizes[axis] : 1
    if let strides, let others {
      while axis < rank &- 1 && strides[axis] == strides[axis &+ 1] &* sizes[axis &+ 1]
        && others[axis] == others[axis &+ 1] &* sizes[axis &+ 1]
      {
        axis &+= 1
        length &*= sizes[axis]
      }
    }
    var inner = 1
    var behind = axis &+ 1
    while behind < rank {
      inner &*= sizes[behind]
      behind &+= 1
    }
    given = sizes
    self.axis = axis
    self.length = length
    self.inner = inner
    stride = strides?[axis] ?? 0
    other = others?[axis] ?? 0
  }

  /// The sizes of a part with `count` places.
  func sizes(_ count: Int) -> InlineArray<8, Int> {
    var sizes = given
    for joined in 0..<axis { sizes[joined] = 1 }
    sizes[axis] = count
    return sizes
  }
}
