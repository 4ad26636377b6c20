/// A number of elements or bytes multiplied up from sizes that may come from a hostile file.
///
/// Every factor must lie in 1…`Limits.maximumDimension` and the product within
/// `Limits.maximumByteCount`; once either is broken, `value` stays nil. Zero is refused as a factor:
/// an operation over nothing is left out of a program, and `0 · huge` would hide an endless loop.
///
///     (Extent(3) * 5 * 4).value  // 60
///     (Extent(1 << 30) * (1 << 30)).value  // nil
public struct Extent: Sendable {
  /// The product so far, 0 when a limit is broken, for that stays 0.
  private let product: UInt64

  /// The product so far, nil when a limit is broken.
  public var value: UInt64? { product == 0 ? nil : product }

  private init(product: UInt64) { self.product = product }

  public init(_ factor: Int) { self.init(product: factor.isExtent ? UInt64(factor) : 0) }

  /// Number of elements of a dense tensor; 1 for rank 0, nil for an impossible rank.
  public init<let capacity: Int>(sizes: InlineArray<capacity, Int>, rank: Int) {
    guard rank >= 0, rank <= capacity else {
      self.init(product: 0)
      return
    }
    var product = Extent(product: 1)
    for axis in 0..<rank { product = product * sizes[axis] }
    self = product
  }

  /// Elements from the first to the last that strided axes reach, `1 + Σ (size − 1) · stride`.
  /// Strides lie in 0…`Limits.maximumDimension`.
  public init<let capacity: Int>(
    sizes: InlineArray<capacity, Int>, strides: InlineArray<capacity, Int>, rank: Int
  ) {
    guard Extent(sizes: sizes, rank: rank).value != nil else {
      self.init(product: 0)
      return
    }
    // At most eight terms below 2^60 each: the sum fits.
    var count: UInt64 = 1
    for axis in 0..<rank {
      guard strides[axis] >= 0, strides[axis] <= Limits.maximumDimension else {
        self.init(product: 0)
        return
      }
      count += UInt64(sizes[axis] - 1) * UInt64(strides[axis])
    }
    self.init(product: count <= Limits.maximumByteCount ? count : 0)
  }

  // A call: sizes are multiplied in a hundred places, and only while a file is opened.
  @inline(never)
  public static func * (extent: Extent, factor: Int) -> Extent {
    guard factor.isExtent else { return Extent(product: 0) }
    let (product, overflow) = extent.product.multipliedReportingOverflow(by: UInt64(factor))
    return Extent(product: overflow || product > Limits.maximumByteCount ? 0 : product)
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
