/// Sixteen floats with fused multiplication and addition: a 512-bit register where the module that inlines this is
/// compiled for AVX-512. Two halves of eight may lie apart in memory.
public struct Vector16: TileVector {
  public var lanes: SIMD16<Float>

  @inlinable @inline(always)
  public init(_ lanes: SIMD16<Float>) { self.lanes = lanes }

  @inlinable @inline(always)
  public static var width: Int { 16 }

  @inlinable @inline(always)
  public static var readsAhead: Bool { true }

  @inlinable @inline(always)
  public static var parts: Int { 2 }

  @inlinable @inline(always)
  public init(repeating value: Float) { lanes = SIMD16(repeating: value) }

  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(source).loadUnaligned(as: SIMD16<Float>.self)
  }

  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, tail: Int) {
    lanes = SIMD16(
      lowHalf: UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self),
      highHalf: UnsafeRawPointer(source + tail).loadUnaligned(as: SIMD8<Float>.self))
  }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, tail: Int) {
    UnsafeMutableRawPointer(destination).storeBytes(of: lanes.lowHalf, as: SIMD8<Float>.self)
    UnsafeMutableRawPointer(destination + tail)
      .storeBytes(of: lanes.highHalf, as: SIMD8<Float>.self)
  }

  @inlinable @inline(always)
  public func addingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes.addingProduct(left.lanes, right.lanes))
  }

  @inlinable @inline(always)
  public func addingProduct(_ vector: Self, lane: Int, of coefficients: Self) -> Self {
    Self(lanes.addingProduct(vector.lanes, SIMD16(repeating: coefficients.lanes[lane])))
  }

  @inlinable @inline(always)
  public func selected(where a: Self, isBelow b: Self, otherwise other: Self) -> Self {
    Self(other.lanes.replacing(with: lanes, where: a.lanes .< b.lanes))
  }
}
