/// A number of elements or bytes multiplied up from sizes that may come from a hostile file.
///
/// Every factor must lie in 1…`Limits.maximumDimension` and the product within
/// `Limits.maximumByteCount`; once either is broken, `value` stays nil. Zero is refused as a factor:
/// an operation over nothing is left out of a program, and `0 · huge` would hide an endless loop.
///
///     (Extent(3) * 5 * 4).value  // 60
///     (Extent(1 << 30) * (1 << 30)).value  // nil
public struct Extent: Sendable {
  /// The product so far, nil when a limit is broken.
  public let value: UInt64?

  private init(value: UInt64?) { self.value = value }

  public init(_ factor: Int) { self = Extent(value: 1) * factor }

  /// Number of elements of a dense tensor; 1 for rank 0, nil for an impossible rank.
  public init<let capacity: Int>(sizes: InlineArray<capacity, Int>, rank: Int) {
    guard rank >= 0, rank <= capacity else {
      self.init(value: nil)
      return
    }
    var product = Extent(value: 1)
    for axis in 0..<rank { product = product * sizes[axis] }
    self = product
  }

  /// Elements from the first to the last that strided axes reach, `1 + Σ (size − 1) · stride`.
  /// Strides lie in 0…`Limits.maximumDimension`.
  public init<let capacity: Int>(
    sizes: InlineArray<capacity, Int>, strides: InlineArray<capacity, Int>, rank: Int
  ) {
    guard Extent(sizes: sizes, rank: rank).value != nil else {
      self.init(value: nil)
      return
    }
    // At most eight terms below 2^60 each: the sum fits.
    var count: UInt64 = 1
    for axis in 0..<rank {
      guard strides[axis] >= 0, strides[axis] <= Limits.maximumDimension else {
        self.init(value: nil)
        return
      }
      count += UInt64(sizes[axis] - 1) * UInt64(strides[axis])
    }
    self.init(value: count <= Limits.maximumByteCount ? count : nil)
  }

  // A call: sizes are multiplied in a hundred places, and only while a file is opened.
  @inline(never)
  public static func * (extent: Extent, factor: Int) -> Extent {
    guard let value = extent.value, factor >= 1, factor <= Limits.maximumDimension else {
      return Extent(value: nil)
    }
    let (product, overflow) = value.multipliedReportingOverflow(by: UInt64(factor))
    return Extent(value: overflow || product > Limits.maximumByteCount ? nil : product)
  }
}

extension Int {
  /// Whether this is a size that the format allows.
  var isExtent: Bool { self >= 1 && self <= Limits.maximumDimension }
}

extension InlineArray where Element == Int {
  /// Whether every number is a size that the format allows.
  var areExtents: Bool {
    for index in indices where !self[index].isExtent { return false }
    return true
  }
}
