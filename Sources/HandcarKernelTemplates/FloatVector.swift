public import _HandcarShims

/// A short vector of floats: all that an instruction set must provide to run every kernel.
///
/// Operations are requirements, not generic code over `SIMD`, because the standard library's generic
/// versions are loops over lanes. Implementations are one expression each and always inlined.
public protocol FloatVector {
  /// Lanes; divides the panel width, 16.
  static var width: Int { get }
  /// Whether `addProduct(_:lane:of:)` beats a broadcast from memory: then matrix rows are loaded a
  /// vector of successive coefficients at a time.
  static var multipliesByLane: Bool { get }

  init(repeating value: Float)
  /// Loads `width` floats; no alignment is needed.
  init(loading source: UnsafePointer<Float>)
  /// Loads `source[0], source[2], …`, reading `2 · width` floats.
  init(loadingEven source: UnsafePointer<Float>)
  func store(to destination: UnsafeMutablePointer<Float>)
  /// Loads the half of a vector here and the other half `tail` floats behind; a vector that is no pair ignores the tail.
  init(loading source: UnsafePointer<Float>, tail: Int)
  /// Stores what `init(loading:tail:)` loads.
  func store(to destination: UnsafeMutablePointer<Float>, tail: Int)

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self
  /// `self + left · right`, fused where the hardware fuses.
  func addingProduct(_ left: Self, _ right: Self) -> Self
  /// `self + vector · coefficients[lane]`
  func addingProduct(_ vector: Self, lane: Int, of coefficients: Self) -> Self
  /// For each lane: `a < b ? self : other`. A NaN in `a` or `b` selects `other`.
  func selected(where a: Self, isBelow b: Self, otherwise other: Self) -> Self
  /// 2ⁿ for each lane n + 1.5·2²³, an integer −126…127 that lies in the low bits of the sum.
  static func powerOfTwo(_ shifted: Self) -> Self
  func sum() -> Float
}

extension FloatVector {
  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, tail: Int) { self.init(loading: source) }

  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, tail: Int) {
    store(to: destination)
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

  /// Loads the first `count` lanes, 0…width, and touches no other memory; the rest are zero.
  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, count: Int) {
    if count == Self.width {
      self.init(loading: source)
    } else {
      var lanes = InlineArray<16, Float>(repeating: 0)
      var span = lanes.mutableSpan
      self = span.withUnsafeMutableBufferPointer {
        let staging = $0.baseAddress.unsafelyUnwrapped
        hcs_copy_floats(source, 1, staging, 1, count)
        return Self(loading: UnsafePointer(staging))
      }
    }
  }

  /// Stores the first `count` lanes, 0…width, and touches no other memory.
  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, count: Int) {
    if count == Self.width {
      store(to: destination)
    } else {
      var lanes = InlineArray<16, Float>(repeating: 0)
      var span = lanes.mutableSpan
      span.withUnsafeMutableBufferPointer {
        let staging = $0.baseAddress.unsafelyUnwrapped
        store(to: staging)
        hcs_copy_floats(staging, 1, destination, 1, count)
      }
    }
  }
}
