/// Floats that are computed with like a whole vector of them, and mean something else than columns side by side.
public protocol ArrangedVector: TileVector {
  associatedtype Whole: TileVector
  var whole: Whole { get }
  init(_ whole: Whole)
}

extension ArrangedVector {
  @inlinable @inline(always)
  public static var width: Int { Whole.width / steps }

  @inlinable @inline(always)
  public init(repeating value: Float) { self.init(Whole(repeating: value)) }

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
