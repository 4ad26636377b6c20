public import _HandcarShims

/// Mean over the middle axis of [outer][length][inner]; NaN when there is nothing to average.
@inlinable @inline(always)
public func reduceMean<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_reduce_mean>
) {
  typealias Vector = Target.Vector
  let a = arguments.pointee
  let count = Float(a.length)
  for outer in 0..<a.outer {
    let input = a.input + outer &* a.length &* a.inner
    let output = a.output + outer &* a.inner
    if a.inner == 1 {
      output.pointee = sum(Vector.self, input, count: a.length) / count
    } else {
      forEachVector(Vector.self, a.inner) { column, lanes in
        var total = Vector.zero
        for i in 0..<a.length {
          total = total + Vector(loading: input + (i &* a.inner &+ column), count: lanes)
        }
        (total / Vector(repeating: count)).store(to: output + column, count: lanes)
      }
    }
  }
}

/// The sum of a contiguous run, in two vectors of partial sums.
@inlinable @inline(always)
func sum<Vector: FloatVector>(
  _: Vector.Type, _ values: UnsafePointer<Float>, count: Int
) -> Float {
  var even = Vector.zero
  var odd = Vector.zero
  var i = 0
  while count &- i >= 2 &* Vector.width {
    even = even + Vector(loading: values + i)
    odd = odd + Vector(loading: values + (i &+ Vector.width))
    i &+= 2 &* Vector.width
  }
  if count &- i >= Vector.width {
    even = even + Vector(loading: values + i)
    i &+= Vector.width
  }
  var rest: Float = 0
  while i < count {
    rest += values[i]
    i &+= 1
  }
  return (even + odd).sum() + rest
}

/// Calls `body` with the first column and the number of columns of each vector.
@inlinable @inline(always)
func forEachVector<Vector: FloatVector>(
  _: Vector.Type, _ count: Int, _ body: (_ column: Int, _ lanes: Int) -> Void
) {
  var column = 0
  while column < count {
    let lanes = min(count &- column, Vector.width)
    body(column, lanes)
    column &+= lanes
  }
}
