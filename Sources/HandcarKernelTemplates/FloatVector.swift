public import _HandcarShims

/// A short vector of floats: all that an instruction set must provide to run every kernel.
public protocol FloatVector: TileVector {
  /// Loads `width` floats; no alignment is needed.
  init(loading source: UnsafePointer<Float>)
  /// Loads `source[0], source[2], …`, reading `2 · width` floats.
  init(loadingEven source: UnsafePointer<Float>)
  func store(to destination: UnsafeMutablePointer<Float>)

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self
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

  /// Loads the first `count` lanes, 0…width, and touches no other memory; the rest are zero.
  @inlinable @inline(always)
  public init(loading source: UnsafePointer<Float>, count: Int) {
    self = count == Self.width ? Self(loading: source) : Self.part(at: source, count: count)
  }

  /// Stores the first `count` lanes, 0…width, and touches no other memory.
  @inlinable @inline(always)
  public func store(to destination: UnsafeMutablePointer<Float>, count: Int) {
    if count == Self.width {
      store(to: destination)
    } else {
      storePart(to: destination, count: count)
    }
  }

  // Functions of their own: they are the rare case in very many places.
  @inlinable @inline(never)
  static func part(at source: UnsafePointer<Float>, count: Int) -> Self {
    var lanes = InlineArray<16, Float>(repeating: 0)
    var span = lanes.mutableSpan
    return span.withUnsafeMutableBufferPointer {
      let staging = $0.baseAddress.unsafelyUnwrapped
      hcs_copy_floats(source, 1, staging, 1, count)
      return Self(loading: UnsafePointer(staging))
    }
  }

  @inlinable @inline(never)
  func storePart(to destination: UnsafeMutablePointer<Float>, count: Int) {
    var lanes = InlineArray<16, Float>(repeating: 0)
    var span = lanes.mutableSpan
    span.withUnsafeMutableBufferPointer {
      let staging = $0.baseAddress.unsafelyUnwrapped
      store(to: staging)
      hcs_copy_floats(staging, 1, destination, 1, count)
    }
  }
}
