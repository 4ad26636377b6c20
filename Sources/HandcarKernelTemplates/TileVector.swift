/// A short vector of floats as a tile of a matrix product needs it: sums that are started, added to, clamped and stored.
///
/// Operations are requirements, not generic code over `SIMD`, because the standard library's generic
/// versions are loops over lanes. Implementations are one expression each and always inlined.
public protocol TileVector: BitwiseCopyable {
  /// Columns; divides the panel width, 16.
  static var width: Int { get }
  /// Steps along depth that a vector of the right matrix holds of each column.
  static var steps: Int { get }
  /// Parts of a vector that lie `tail` floats apart in memory, in `init(loading:tail:)` and `store(to:tail:)`: 1, which
  /// ignores the tail, 2 halves or 4 quarters.
  static var parts: Int { get }
  /// Whether `addingProduct(_:lane:of:)` beats a broadcast from memory: then matrix rows are loaded a
  /// vector of successive coefficients at a time.
  static var multipliesByLane: Bool { get }
  /// Whether full tiles ask for the next panel while they compute one that is far away.
  static var readsAhead: Bool { get }

  init(repeating value: Float)
  /// Loads the first part of a vector here and each further one `tail` floats behind the one before.
  init(loading source: UnsafePointer<Float>, tail: Int)
  /// Loads what sums of columns start from.
  init(startingAt source: UnsafePointer<Float>, tail: Int)
  /// Loads what vectors of the right matrix are multiplied by.
  init(coefficientAt source: UnsafePointer<Float>)
  /// The sum, computed before any whose order is asked for later.
  func inOrder(after coefficient: Self) -> Self
  /// The sums of the columns, once all products are added.
  var folded: Self { get }
  /// Stores sums where `init(startingAt:tail:)` would load them.
  func store(to destination: UnsafeMutablePointer<Float>, tail: Int)

  /// Stores this vector and another one, each part of which begins where that of this one ends.
  func store(and second: Self, to destination: UnsafeMutablePointer<Float>, tail: Int)

  /// `self + left · right`, fused where the hardware fuses.
  func addingProduct(_ left: Self, _ right: Self) -> Self
  /// `self + vector · coefficients[lane]`
  func addingProduct(_ vector: Self, lane: Int, of coefficients: Self) -> Self
  /// For each lane: `a < b ? self : other`. A NaN in `a` or `b` selects `other`.
  func selected(where a: Self, isBelow b: Self, otherwise other: Self) -> Self
}

extension TileVector {
  @inlinable @inline(always)
  public static var steps: Int { 1 }

  @inlinable @inline(always)
  public static var parts: Int { 1 }

  // A broadcast is part of a load on most CPUs.
  @inlinable @inline(always)
  public static var multipliesByLane: Bool { false }

  @inlinable @inline(always)
  public static var readsAhead: Bool { false }

  @inlinable @inline(always)
  public init(startingAt source: UnsafePointer<Float>, tail: Int) {
    self.init(loading: source, tail: tail)
  }

  @inlinable @inline(always)
  public init(coefficientAt source: UnsafePointer<Float>) { self.init(repeating: source.pointee) }

  @inlinable @inline(always)
  public func inOrder(after coefficient: Self) -> Self { self }

  @inlinable @inline(always)
  public var folded: Self { self }

  @inlinable @inline(always)
  public func store(and second: Self, to destination: UnsafeMutablePointer<Float>, tail: Int) {
    store(to: destination, tail: tail)
    second.store(to: destination + Self.width / Self.parts, tail: tail)
  }

  /// The larger of each lane and `floor`; NaN stays NaN.
  @inlinable @inline(always)
  public func raised(to floor: Self) -> Self {
    floor.selected(where: self, isBelow: floor, otherwise: self)
  }

  /// The smaller of each lane and `ceiling`; NaN stays NaN.
  @inlinable @inline(always)
  public func lowered(to ceiling: Self) -> Self {
    ceiling.selected(where: ceiling, isBelow: self, otherwise: self)
  }

  @inlinable @inline(always)
  public static var zero: Self { Self(repeating: 0) }
}
