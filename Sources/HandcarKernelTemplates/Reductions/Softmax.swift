public import _HandcarShims

/// Softmax over the middle axis of [outer][length][inner], less the maximum so that no power overflows.
/// The output may be the input.
@inlinable @inline(always)
public func softmax<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_softmax>
) {
  let a = arguments.pointee
  for outer in 0..<a.outer {
    let offset = outer &* a.length &* a.inner
    if a.inner == 1 {
      softmaxOfRun(
        Target.Vector.self, a.input + offset, a.output + offset, length: a.length)
    } else {
      softmaxOfColumns(
        Target.Vector.self, a.input + offset, a.output + offset, length: a.length, inner: a.inner)
    }
  }
}

/// One contiguous run; vectors lie along it.
@inlinable @inline(always)
func softmaxOfRun<Vector: FloatVector>(
  _: Vector.Type, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  length: Int
) {
  var largest = -Float.infinity
  for i in 0..<length where input[i] > largest { largest = input[i] }
  let shift = Vector(repeating: largest)
  map(Vector.self, input, output, length) { exponential($0 - shift) }
  let total = sum(Vector.self, output, count: length)
  let divisor = Vector(repeating: total)
  map(Vector.self, output, output, length) { $0 / divisor }
}

/// `inner` interleaved runs; vectors lie across them.
@inlinable @inline(always)
func softmaxOfColumns<Vector: FloatVector>(
  _: Vector.Type, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  length: Int, inner: Int
) {
  var column = 0
  while column < inner {
    let lanes = inner &- column < Vector.width ? inner &- column : Vector.width
    let source = input + column
    let target = output + column
    var largest = Vector(repeating: -.infinity)
    for i in 0..<length {
      largest = largest.raised(to: Vector(loading: source + i &* inner, count: lanes))
    }
    var total = Vector.zero
    for i in 0..<length {
      let power = exponential(Vector(loading: source + i &* inner, count: lanes) - largest)
      total = total + power
      power.store(to: target + i &* inner, count: lanes)
    }
    for i in 0..<length {
      let power = Vector(loading: UnsafePointer(target + i &* inner), count: lanes)
      (power / total).store(to: target + i &* inner, count: lanes)
    }
    column &+= lanes
  }
}
