public import _HandcarShims

/// output[i] = body(input[i]), a vector at a time; the output may be the input.
@inlinable @inline(always)
func map<Vector: FloatVector>(
  _: Vector.Type, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ count: Int, _ body: (Vector) -> Vector
) {
  var memory = InlineArray<16, Float>(repeating: 0)
  var span = memory.mutableSpan
  span.withUnsafeMutableBufferPointer { buffer in
    let staging = buffer.baseAddress.unsafelyUnwrapped
    let isStaged = count < Vector.width
    if isStaged { hcs_copy_floats(input, 1, staging, 1, count) }
    runInVectors(
      Vector.self, count: count, isPadded: isStaged, isStaged ? staging : output
    ) { first, vectors, output in
      var source = (isStaged ? UnsafePointer(staging) : input) + first
      var target = output
      for _ in 0..<vectors {
        body(Vector(loading: source)).store(to: target)
        source += Vector.width
        target += Vector.width
      }
    }
    if isStaged { hcs_copy_floats(staging, 1, output, 1, count) }
  }
}
