/// How a 4-lane vector multiplies and adds.
public protocol MultiplyAdd4 {
  static var multipliesByLane: Bool { get }
  static func multiplyAdd(_ sum: SIMD4<Float>, _ left: SIMD4<Float>, _ right: SIMD4<Float>)
    -> SIMD4<Float>
}

/// Four floats: the vector of every 128-bit instruction set and of the portable kernels.
public struct Vector4<Arithmetic: MultiplyAdd4>: FloatVector {
  public var lanes: SIMD4<Float>

  @inlinable @inline(always)
  public init(_ lanes: SIMD4<Float>) { self.lanes = lanes }

  @inlinable @inline(always)
  public static var width: Int { 4 }

  @inlinable @inline(always)
  public static var multipliesByLane: Bool { Arithmetic.multipliesByLane }

  @inlinable @inline(always)
  public init(repeating value: Float) { lanes = SIMD4(repeating: value) }

  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Float>.self)
  }

  @inlinable @inline(always)
  public init(loadingEven source: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self).evenHalf
  }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(destination).storeBytes(of: lanes, as: SIMD4<Float>.self)
  }

  @inlinable @inline(always)
  public static func + (left: Self, right: Self) -> Self { Self(left.lanes + right.lanes) }

  @inlinable @inline(always)
  public static func - (left: Self, right: Self) -> Self { Self(left.lanes - right.lanes) }

  @inlinable @inline(always)
  public static func * (left: Self, right: Self) -> Self { Self(left.lanes * right.lanes) }

  @inlinable @inline(always)
  public static func / (left: Self, right: Self) -> Self { Self(left.lanes / right.lanes) }

  @inlinable @inline(always)
  public func addingProduct(_ left: Self, _ right: Self) -> Self {
    Self(Arithmetic.multiplyAdd(lanes, left.lanes, right.lanes))
  }

  @inlinable @inline(always)
  public func addingProduct(_ vector: Self, lane: Int, of coefficients: Self) -> Self {
    Self(
      Arithmetic.multiplyAdd(lanes, vector.lanes, SIMD4(repeating: coefficients.lanes[lane])))
  }

  @inlinable @inline(always)
  public func selected(where a: Self, isBelow b: Self, otherwise other: Self) -> Self {
    Self(other.lanes.replacing(with: lanes, where: a.lanes .< b.lanes))
  }

  @inlinable @inline(always)
  public static func powerOfTwo(_ shifted: Self) -> Self {
    let bits = unsafeBitCast(shifted.lanes, to: SIMD4<UInt32>.self)
    return Self(unsafeBitCast((bits &<< 23) &+ 0x3F80_0000, to: SIMD4<Float>.self))
  }

  @inlinable @inline(always)
  public func sum() -> Float { (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]) }
}

/// Multiply, then add: on x86 without FMA a fused operation is a function call for each lane.
public enum SeparateMultiplyAdd: MultiplyAdd4 {
  @inlinable @inline(always)
  public static var multipliesByLane: Bool { false }

  @inlinable @inline(always)
  public static func multiplyAdd(
    _ sum: SIMD4<Float>, _ left: SIMD4<Float>, _ right: SIMD4<Float>
  ) -> SIMD4<Float> { sum + left * right }
}
