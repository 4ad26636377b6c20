public import _HandcarShims

/// Sixteen floats like `Vector16` that lie side by side in memory: the columns of a panel.
///
/// A load of one register, where two halves would take the place of a multiply-add on cores that compute two of these in a cycle.
public struct WholeVector16: ArrangedVector {
  public var whole: Vector16

  @inlinable @inline(always)
  public init(_ whole: Vector16) { self.whole = whole }

  @inlinable @inline(always)
  public static var readsAhead: Bool { true }

  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, tail: Int) {
    whole = Vector16(loading: source)
  }

  @inlinable @inline(always)
  public func inOrder(after coefficient: Self) -> Self {
    Self(Vector16(hcs_in_order(whole.lanes, coefficient.whole.lanes)))
  }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, tail: Int) {
    UnsafeMutableRawPointer(destination).storeBytes(of: whole.lanes, as: SIMD16<Float>.self)
  }
}
