public import _HandcarShims

/// A pool's window along one axis.
public struct PoolAxis {
  /// Where the first tap lies; negative within the padding.
  public let start: Int
  /// The taps inside the input.
  public let taps: AxisRange
  /// The taps inside the input or its padding.
  public let paddedCount: Int

  @inlinable @inline(always)
  public init(
    output: Int, stride: Int, dilation: Int, kernel: Int, size: Int, before: Int, after: Int
  ) {
    start = output &* stride &- before
    taps = AxisRange(start: start, step: dilation, size: size, count: kernel)
    paddedCount =
      AxisRange(
        start: start &+ before, step: dilation, size: before &+ size &+ after, count: kernel
      )
      .length
  }
}

/// A pool's window along the two outer axes: the lines of the input that it covers.
public struct PoolWindow {
  @usableFromInline let slices: PoolAxis
  @usableFromInline let rows: PoolAxis

  @inlinable @inline(always)
  public init(_ a: hck_pool, slice: Int, row: Int) {
    slices = PoolAxis(
      output: slice, stride: a.stride.0, dilation: a.dilation.0, kernel: a.kernel.0,
      size: a.input.0, before: a.padding_before.0, after: a.padding_after.0)
    rows = PoolAxis(
      output: row, stride: a.stride.1, dilation: a.dilation.1, kernel: a.kernel.1,
      size: a.input.1, before: a.padding_before.1, after: a.padding_after.1)
  }

  /// Lines inside the input.
  @inlinable @inline(always)
  public var count: Int { slices.taps.length &* rows.taps.length }

  /// Lines inside the input or its padding.
  @inlinable @inline(always)
  public var paddedCount: Int { slices.paddedCount &* rows.paddedCount }

  /// Calls `body` with each covered line of a plane.
  @inlinable @inline(always)
  public func forEachLine<Element>(
    _ a: hck_pool, _ plane: UnsafePointer<Element>, _ body: (UnsafePointer<Element>) -> Void
  ) {
    for z in slices.taps.first..<slices.taps.end {
      let slice = (slices.start &+ z &* a.dilation.0) &* a.input.1
      for y in rows.taps.first..<rows.taps.end {
        let row = rows.start &+ y &* a.dilation.1
        body(plane + (slice &+ row) &* a.input.2)
      }
    }
  }
}
