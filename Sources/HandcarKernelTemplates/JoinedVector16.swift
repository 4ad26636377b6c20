/// Sixteen floats like `Vector16`, whose quarters may lie apart in memory, one as far from the next as that from the one after.
public struct JoinedVector16: ArrangedVector {
  public var whole: Vector16

  @inlinable @inline(always)
  public init(_ whole: Vector16) { self.whole = whole }

  @inlinable @inline(always)
  public static var parts: Int { 4 }

  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, tail: Int) {
    whole = Vector16(
      SIMD16(
        lowHalf: JoinedVector8(loading: source, tail: tail).whole.lanes,
        highHalf: JoinedVector8(loading: source + 2 &* tail, tail: tail).whole.lanes))
  }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, tail: Int) {
    half(0).store(to: destination, tail: tail)
    half(1).store(to: destination + 2 &* tail, tail: tail)
  }

  @inlinable @inline(always)
  public func store(and second: Self, to destination: UnsafeMutablePointer<Float>, tail: Int) {
    half(0).store(and: second.half(0), to: destination, tail: tail)
    half(1).store(and: second.half(1), to: destination + 2 &* tail, tail: tail)
  }

  /// The first two quarters, or the last ones; a constant.
  @inlinable @inline(always)
  func half(_ index: Int) -> JoinedVector8 {
    JoinedVector8(Vector8(index == 0 ? whole.lanes.lowHalf : whole.lanes.highHalf))
  }
}
