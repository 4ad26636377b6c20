/// How a run of numbers is covered by whole vectors: where the count is no multiple of the width, the last vector
/// overlaps the one before. It is computed first, from numbers that nothing has overwritten yet, kept aside, and
/// stored last; so the output may be an input.
///
/// Both turns run the same loop, so that it is compiled once, and no call inside spills its constants. Rejected:
/// copying the rest to stack memory and back, twice as slow for ten numbers.
@inlinable @inline(always)
func runInVectors<Vector: FloatVector>(
  _: Vector.Type, count: Int, isPadded: Bool, _ output: UnsafeMutablePointer<Float>,
  _ loop: (_ first: Int, _ vectors: Int, _ output: UnsafeMutablePointer<Float>) -> Void
) {
  let end = count &- Vector.width
  var isLast = count & (Vector.width &- 1) != 0 && !isPadded
  let overlaps = isLast
  var memory = InlineArray<16, Float>(repeating: 0)
  var span = memory.mutableSpan
  span.withUnsafeMutableBufferPointer { buffer in
    let kept = buffer.baseAddress.unsafelyUnwrapped
    let vectors = (isPadded ? count &+ Vector.width &- 1 : count) / Vector.width
    while true {
      loop(isLast ? end : 0, isLast ? 1 : vectors, isLast ? kept : output)
      if !isLast { break }
      isLast = false
    }
    if overlaps { Vector(loading: UnsafePointer(kept)).store(to: output + end) }
  }
}
