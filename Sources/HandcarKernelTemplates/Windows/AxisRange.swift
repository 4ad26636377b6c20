/// The indices i in 0..<count for which start + i · step lies in 0..<size: the taps of a window that fall inside
/// an axis, or the outputs whose tap does.
public struct AxisRange {
  public var first: Int
  public var end: Int

  // Compiled once for all kernel sets; both numbers come back in registers.
  @export(interface)
  public init(start: Int, step: Int, size: Int, count: Int) {
    first = start < 0 ? (step &- 1 &- start) / step : 0
    if start &+ (count &- 1) &* step < size {
      // As for most windows: all the rest, without a division.
      end = count
    } else {
      end = start < size ? (size &- start &+ step &- 1) / step : 0
    }
    if first > end { first = end }
  }

  @inlinable @inline(always)
  public var length: Int { end &- first }
}

/// How the outputs of one row of a window operation are computed: the middle ones a vector at a time, since all
/// their taps fall inside the input, the others one by one.
@usableFromInline
struct RowPlan {
  /// Outputs first..<end go in vectors; empty when there is not one whole vector or the stride is above 2.
  @usableFromInline var first: Int
  @usableFromInline var end: Int

  @inlinable @inline(always)
  init(
    width: Int, outputs: Int, kernel: Int, stride: Int, dilation: Int, padding: Int,
    vectorWidth: Int
  ) {
    let head = AxisRange(start: -padding, step: stride, size: width, count: outputs)
    // A vector of every other number reads one number past its last.
    let lastTap = (kernel &- 1) &* dilation &- padding &+ (stride &- 1)
    let tail = AxisRange(start: lastTap, step: stride, size: width, count: outputs)
    first = head.first
    end = tail.end
    if stride > 2 || end &- first < vectorWidth { (first, end) = (0, 0) }
  }

  /// Calls `vector` for blocks that cover the middle, the last one moved back to end with it, and `scalar` for
  /// each other output.
  @inlinable @inline(always)
  func run(
    outputs: Int, vectorWidth: Int, vector: (Int) -> Void, scalar: (Int) -> Void
  ) {
    var output = 0
    while output < outputs {
      if output >= first && output < end {
        let block = end &- output < vectorWidth ? end &- vectorWidth : output
        vector(block)
        output = block &+ vectorWidth
      } else {
        scalar(output)
        output &+= 1
      }
    }
  }
}

extension FloatVector {
  /// Loads lanes `stride` apart, for strides 1 and 2.
  @inlinable @inline(always)
  init(loading source: UnsafePointer<Float>, stride: Int) {
    self = stride == 1 ? Self(loading: source) : Self(loadingEven: source)
  }
}
