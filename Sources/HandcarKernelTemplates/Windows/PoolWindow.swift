public import _HandcarShims

/// A pool's window along one axis.
public struct PoolAxis {
  /// Where the first tap lies; negative within the padding.
  public let start: Int
  /// The taps inside the input.
  public let taps: AxisRange
  /// The taps that an average divides by: those inside the input, or inside its padding as well.
  public let counted: Int

  @inlinable @inline(always)
  init(
    output: Int, stride: Int, dilation: Int, kernel: Int, size: Int, before: Int, after: Int,
    kind: UInt32
  ) {
    start = output &* stride &- before
    taps = AxisRange(start: start, step: dilation, size: size, count: kernel)
    if kind == HCK_POOL_AVERAGE_INCLUDING_PADDING {
      counted =
        AxisRange(
          start: start &+ before, step: dilation, size: before &+ size &+ after, count: kernel
        )
        .length
    } else {
      counted = taps.length
    }
  }

  /// The window along the innermost axis.
  @inlinable @inline(always)
  public init(_ a: hck_pool, column: Int) {
    self.init(
      output: column, stride: a.stride.2, dilation: a.dilation.2, kernel: a.kernel.2,
      size: a.input.2, before: a.padding_before.2, after: a.padding_after.2, kind: a.kind)
  }
}

/// A pool's window along the two outer axes: the lines of the input that it covers.
public struct PoolWindow {
  @usableFromInline let slices: PoolAxis
  @usableFromInline let rows: PoolAxis

  @inlinable @inline(always)
  public init(_ arguments: UnsafePointer<hck_pool>, slice: Int, row: Int) {
    let a = arguments.pointee
    slices = PoolAxis(
      output: slice, stride: a.stride.0, dilation: a.dilation.0, kernel: a.kernel.0,
      size: a.input.0, before: a.padding_before.0, after: a.padding_after.0, kind: a.kind)
    rows = PoolAxis(
      output: row, stride: a.stride.1, dilation: a.dilation.1, kernel: a.kernel.1,
      size: a.input.1, before: a.padding_before.1, after: a.padding_after.1, kind: a.kind)
  }

  /// The lines that an average divides by.
  @inlinable @inline(always)
  var counted: Int { slices.counted &* rows.counted }

  /// Calls `body` with the place in its plane of each covered line's beginning.
  @inlinable @inline(always)
  public func forEachLine(_ a: hck_pool, _ body: (Int) -> Void) {
    for z in slices.taps.first..<slices.taps.end {
      let slice = (slices.start &+ z &* a.dilation.0) &* a.input.1
      for y in rows.taps.first..<rows.taps.end {
        body((slice &+ rows.start &+ y &* a.dilation.1) &* a.input.2)
      }
    }
  }
}
