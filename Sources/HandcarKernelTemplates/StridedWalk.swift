/// Walks an index space of up to eight axes in row-major order and keeps the offsets of two operands, each
/// with its own strides, by additions only.
public struct StridedWalk {
  @usableFromInline var rank: Int
  @usableFromInline let sizes: InlineArray<8, Int>
  @usableFromInline let leftStrides: InlineArray<8, Int>
  @usableFromInline let rightStrides: InlineArray<8, Int>
  @usableFromInline var index: InlineArray<8, Int>
  /// Offset into the left operand.
  public var left: Int
  /// Offset into the right operand.
  public var right: Int

  @inlinable @inline(always)
  public init(
    rank: Int, sizes: InlineArray<8, Int>, left: InlineArray<8, Int>,
    right: InlineArray<8, Int>
  ) {
    self.rank = rank
    index = InlineArray(repeating: 0)
    (self.left, self.right) = (0, 0)
    self.sizes = sizes
    leftStrides = left
    rightStrides = right
  }

  /// Points in the index space; 1 when there are no axes.
  @inlinable @inline(always)
  public var count: Int {
    var product = 1
    for axis in 0..<rank { product &*= sizes[unchecked: axis] }
    return product
  }

  /// Moves to the next point; from the last one to the first.
  @inlinable @inline(always)
  public mutating func advance() {
    var axis = rank &- 1
    while axis >= 0 {
      let next = index[unchecked: axis] &+ 1
      left &+= leftStrides[unchecked: axis]
      right &+= rightStrides[unchecked: axis]
      if next < sizes[unchecked: axis] {
        index[unchecked: axis] = next
        return
      }
      index[unchecked: axis] = 0
      left &-= next &* leftStrides[unchecked: axis]
      right &-= next &* rightStrides[unchecked: axis]
      axis &-= 1
    }
  }
}
