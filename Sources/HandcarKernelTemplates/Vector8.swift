/// Eight floats with fused multiplication and addition: a 256-bit register where the module that inlines this is
/// compiled for AVX2 and FMA.
public struct Vector8: FloatVector {
  public var lanes: SIMD8<Float>

  @inlinable @inline(always)
  public init(_ lanes: SIMD8<Float>) { self.lanes = lanes }

  @inlinable @inline(always)
  public static var width: Int { 8 }

  @inlinable @inline(always)
  public static var readsAhead: Bool { true }

  @inlinable @inline(always)
  public init(repeating value: Float) { lanes = SIMD8(repeating: value) }

  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inlinable @inline(always)
  public init(loadingEven source: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(source).loadUnaligned(as: SIMD16<Float>.self).evenHalf
  }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(destination).storeBytes(of: lanes, as: SIMD8<Float>.self)
  }

  @inlinable @inline(always)
  public static func + (left: Self, right: Self) -> Self {
    Self(left.lanes + right.lanes)
  }

  @inlinable @inline(always)
  public static func - (left: Self, right: Self) -> Self {
    Self(left.lanes - right.lanes)
  }

  @inlinable @inline(always)
  public static func * (left: Self, right: Self) -> Self {
    Self(left.lanes * right.lanes)
  }

  @inlinable @inline(always)
  public static func / (left: Self, right: Self) -> Self {
    Self(left.lanes / right.lanes)
  }

  @inlinable @inline(always)
  public func addingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes.addingProduct(left.lanes, right.lanes))
  }

  @inlinable @inline(always)
  public func addingProduct(_ vector: Self, lane: Int, of coefficients: Self) -> Self {
    Self(lanes.addingProduct(vector.lanes, SIMD8(repeating: coefficients.lanes[lane])))
  }

  @inlinable @inline(always)
  public func selected(where a: Self, isBelow b: Self, otherwise other: Self) -> Self {
    Self(other.lanes.replacing(with: lanes, where: a.lanes .< b.lanes))
  }

  @inlinable @inline(always)
  public static func powerOfTwo(_ shifted: Self) -> Self {
    let bits = unsafeBitCast(shifted.lanes, to: SIMD8<UInt32>.self)
    return Self(unsafeBitCast((bits &<< 23) &+ 0x3F80_0000, to: SIMD8<Float>.self))
  }

  @inlinable @inline(always)
  public func sum() -> Float {
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
