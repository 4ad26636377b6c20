public import _HandcarShims

/// Softmax over the middle axis of [outer][length][inner], less the maximum so that no power overflows.
/// The output may be the input.
@inlinable @inline(always)
public func softmax<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_softmax>
) {
  typealias Vector = Target.Vector
  let a = arguments.pointee
  let count = a.length &* a.inner
  for outer in 0..<a.outer {
    let output = a.output + outer &* count
    var input = a.input + outer &* count
    var largest: Float = 0
    if a.inner == 1 {
      largest = -.infinity
      for i in 0..<count where input[i] > largest { largest = input[i] }
    } else {
      subtractLargest(Vector.self, input, output, length: a.length, inner: a.inner)
      input = UnsafePointer(output)
    }
    let shift = Vector(repeating: largest)
    map(Vector.self, input, output, count) { exponential($0 - shift) }
    if a.inner == 1 {
      let divisor = Vector(repeating: sum(Vector.self, output, count: count))
      map(Vector.self, output, output, count) { $0 / divisor }
    } else {
      divideByTotal(Vector.self, output, length: a.length, inner: a.inner)
    }
  }
}

/// Makes zero the largest number of each of `inner` interleaved runs; vectors lie across them.
@_optimize(size) @inlinable @inline(never)
func subtractLargest<Vector: FloatVector>(
  _: Vector.Type, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  length: Int, inner: Int
) {
  forEachVector(Vector.self, inner) { column, lanes in
    let (source, target) = (input + column, output + column)
    var largest = Vector(repeating: -.infinity)
    for i in 0..<length {
      largest = largest.raised(to: Vector(loading: source + i &* inner, count: lanes))
    }
    for i in 0..<length {
      let number = Vector(loading: source + i &* inner, count: lanes)
      (number - largest).store(to: target + i &* inner, count: lanes)
    }
  }
}

/// Divides each of `inner` interleaved runs by its sum.
@_optimize(size) @inlinable @inline(never)
func divideByTotal<Vector: FloatVector>(
  _: Vector.Type, _ output: UnsafeMutablePointer<Float>, length: Int, inner: Int
) {
  forEachVector(Vector.self, inner) { column, lanes in
    let target = output + column
    var total = Vector.zero
    for i in 0..<length {
      total = total + Vector(loading: UnsafePointer(target + i &* inner), count: lanes)
    }
    for i in 0..<length {
      let power = Vector(loading: UnsafePointer(target + i &* inner), count: lanes)
      (power / total).store(to: target + i &* inner, count: lanes)
    }
  }
}
