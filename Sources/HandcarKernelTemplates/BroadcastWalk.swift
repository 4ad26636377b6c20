public import _HandcarShims

/// The index space of a broadcast operation as runs of the innermost axis within a walk over the others.
/// Axes of size 1 are dropped and neighbours that both operands step through evenly are joined, so that
/// equal shapes make a single run.
public struct BroadcastWalk {
  public var outer: StridedWalk
  public let runLength: Int
  public let leftStride: Int
  public let rightStride: Int

  // Compiled once for all kernel sets: the work of a few axes, and no vectors.
  @export(interface)
  public init(_ arguments: UnsafePointer<hck_binary>) {
    let a = arguments.pointee
    let given = eight(a.sizes)
    let givenLeft = eight(a.left_strides)
    let givenRight = eight(a.right_strides)
    var sizes = InlineArray<8, Int>(repeating: 0)
    var left = sizes
    var right = sizes
    var rank = 0
    for axis in 0..<a.rank {
      let size = given[unchecked: axis]
      if size == 1 { continue }
      let last = rank &- 1
      if rank > 0 && left[unchecked: last] == givenLeft[unchecked: axis] &* size
        && right[unchecked: last] == givenRight[unchecked: axis] &* size
      {
        sizes[unchecked: last] &*= size
      } else {
        sizes[unchecked: rank] = size
        rank &+= 1
      }
      left[unchecked: rank &- 1] = givenLeft[unchecked: axis]
      right[unchecked: rank &- 1] = givenRight[unchecked: axis]
    }
    if rank == 0 {
      (runLength, leftStride, rightStride) = (1, 0, 0)
    } else {
      rank &-= 1
      runLength = sizes[unchecked: rank]
      leftStride = left[unchecked: rank]
      rightStride = right[unchecked: rank]
    }
    outer = StridedWalk(rank: rank, sizes: sizes, left: left, right: right)
  }
}

/// A C array of eight numbers, which arrives as a tuple.
@inlinable @inline(always)
public func eight(_ t: (Int, Int, Int, Int, Int, Int, Int, Int)) -> InlineArray<8, Int> {
  [t.0, t.1, t.2, t.3, t.4, t.5, t.6, t.7]
}
