/// Eight floats like `Vector8`, whose halves may lie apart in memory.
public struct JoinedVector8: ArrangedVector {
  public var whole: Vector8

  @inlinable @inline(always)
  public init(_ whole: Vector8) { self.whole = whole }

  @inlinable @inline(always)
  public static var parts: Int { 2 }

  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, tail: Int) {
    whole = Vector8(
      SIMD8(
        lowHalf: UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Float>.self),
        highHalf: UnsafeRawPointer(source + tail).loadUnaligned(as: SIMD4<Float>.self)))
  }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, tail: Int) {
    UnsafeMutableRawPointer(destination).storeBytes(of: whole.lanes.lowHalf, as: SIMD4<Float>.self)
    UnsafeMutableRawPointer(destination + tail)
      .storeBytes(of: whole.lanes.highHalf, as: SIMD4<Float>.self)
  }

  // Two stores of whole registers instead of four of halves.
  @inlinable @inline(always)
  public func store(and second: Self, to destination: UnsafeMutablePointer<Float>, tail: Int) {
    let (first, second) = (whole.lanes, second.whole.lanes)
    Vector8(SIMD8(lowHalf: first.lowHalf, highHalf: second.lowHalf)).store(to: destination)
    Vector8(SIMD8(lowHalf: first.highHalf, highHalf: second.highHalf)).store(to: destination + tail)
  }
}
