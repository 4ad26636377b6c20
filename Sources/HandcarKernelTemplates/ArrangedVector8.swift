/// Eight floats that are computed with like `Vector8`, and mean something else than eight columns side by side.
public protocol ArrangedVector8: TileVector {
  var whole: Vector8 { get }
  init(_ whole: Vector8)
}

extension ArrangedVector8 {
  @inlinable @inline(always)
  public init(repeating value: Float) { self.init(Vector8(repeating: value)) }

  @inlinable @inline(always)
  public func addingProduct(_ left: Self, _ right: Self) -> Self {
    Self(whole.addingProduct(left.whole, right.whole))
  }

  @inlinable @inline(always)
  public func addingProduct(_ vector: Self, lane: Int, of coefficients: Self) -> Self {
    Self(whole.addingProduct(vector.whole, lane: lane, of: coefficients.whole))
  }

  @inlinable @inline(always)
  public func selected(where a: Self, isBelow b: Self, otherwise other: Self) -> Self {
    Self(whole.selected(where: a.whole, isBelow: b.whole, otherwise: other.whole))
  }
}
