/// The sums of four columns in eight lanes, [column][step]: one lane for the even and one for the odd steps along depth.
/// They are added to each other in the end.
public struct InterleavedVector8: ArrangedVector {
  public var whole: Vector8

  @inlinable @inline(always)
  public init(_ whole: Vector8) { self.whole = whole }

  @inlinable @inline(always)
  public static var steps: Int { 2 }

  /// Loads two steps of four columns, [column][step].
  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, tail: Int) { whole = Vector8(loading: source) }

  @inlinable @inline(always)
  public init(startingAt source: UnsafePointer<Float>, tail: Int) {
    var lanes = SIMD8<Float>(repeating: 0)
    lanes.evenHalf = UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Float>.self)
    whole = Vector8(lanes)
  }

  /// Repeats the coefficients of two steps.
  @inlinable @inline(always)
  public init(coefficientAt source: UnsafePointer<Float>) {
    let pair = UnsafeRawPointer(source).loadUnaligned(as: Double.self)
    whole = Vector8(unsafeBitCast(SIMD4(repeating: pair), to: SIMD8<Float>.self))
  }

  @inlinable @inline(always)
  public var folded: Self {
    let columns = whole.lanes.evenHalf + whole.lanes.oddHalf
    return Self(Vector8(SIMD8(lowHalf: columns, highHalf: columns)))
  }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, tail: Int) {
    UnsafeMutableRawPointer(destination).storeBytes(of: whole.lanes.lowHalf, as: SIMD4<Float>.self)
  }
}
