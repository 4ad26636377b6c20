public import _HandcarShims

/// Addition, subtraction, multiplication or division of two Float32 tensors with broadcasting.
@inlinable @inline(always)
public func combine<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_binary>
) {
  let a = arguments.pointee
  switch a.operation {
  case HCK_BINARY_ADD: combine(Target.self, arguments) { $0 + $1 }
  case HCK_BINARY_SUBTRACT: combine(Target.self, arguments) { $0 - $1 }
  case HCK_BINARY_MULTIPLY: combine(Target.self, arguments) { $0 * $1 }
  default: combine(Target.self, arguments) { $0 / $1 }
  }
}

@inlinable @inline(always)
func combine<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_binary>,
  _ operation: (Target.Vector, Target.Vector) -> Target.Vector
) {
  let a = arguments.pointee
  let clamp = Clamp(a.activation)
  let left = a.left.assumingMemoryBound(to: Float.self)
  let right = a.right.assumingMemoryBound(to: Float.self)
  let output = a.output.assumingMemoryBound(to: Float.self)
  var walk = BroadcastWalk(a)
  let runs = walk.outer.count
  for run in 0..<runs {
    combineRun(
      left + walk.outer.left, walk.leftStride, right + walk.outer.right, walk.rightStride,
      output + run &* walk.runLength, count: walk.runLength
    ) { clamp(operation($0, $1)) }
    walk.outer.advance()
  }
  finishActivation(Target.self, a.activation, output, count: runs &* walk.runLength)
}

/// One run of the innermost axis. A stride of 1 loads vectors, 0 repeats a number, any other gathers.
@inlinable @inline(always)
func combineRun<Vector: FloatVector>(
  _ left: UnsafePointer<Float>, _ leftStride: Int, _ right: UnsafePointer<Float>,
  _ rightStride: Int, _ output: UnsafeMutablePointer<Float>, count: Int,
  _ operation: (Vector, Vector) -> Vector
) {
  var i = 0
  while i < count {
    let lanes = count &- i < Vector.width ? count &- i : Vector.width
    let x = Vector(loading: left + i &* leftStride, stride: leftStride, count: lanes)
    let y = Vector(loading: right + i &* rightStride, stride: rightStride, count: lanes)
    operation(x, y).store(to: output + i, count: lanes)
    i &+= lanes
  }
}

extension FloatVector {
  /// Loads the first `count` lanes from numbers that lie `stride` apart; the rest are unspecified.
  @inlinable @inline(always)
  init(loading source: UnsafePointer<Float>, stride: Int, count: Int) {
    if stride == 1 {
      self.init(loading: source, count: count)
    } else if stride == 0 {
      self.init(repeating: source.pointee)
    } else {
      var lanes = InlineArray<16, Float>(repeating: 0)
      for lane in 0..<count { lanes[unchecked: lane] = source[lane &* stride] }
      self = lanes.span.withUnsafeBufferPointer { Self(loading: $0.baseAddress.unsafelyUnwrapped) }
    }
  }
}
