public import _HandcarShims

/// output[i] = activation(input[i]) for Float32; the output may be the input.
@inlinable @inline(always)
public func activate<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_activate>
) {
  let a = arguments.pointee
  Target.activate(
    a.activation, a.input.assumingMemoryBound(to: Float.self),
    a.output.assumingMemoryBound(to: Float.self), count: a.count)
}

@inlinable @inline(always)
public func activate<Vector: FloatVector>(
  _: Vector.Type, _ activation: hck_activation, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>, count: Int
) {
  switch activation.kind {
  case HCK_ACTIVATION_LEAKY_RELU:
    let slope = Vector(repeating: activation.alpha)
    map(Vector.self, input, output, count) { x in
      (x * slope).selected(where: x, isBelow: .zero, otherwise: x)
    }
  case HCK_ACTIVATION_SIGMOID:
    map(Vector.self, input, output, count) { sigmoid($0) }
  case HCK_ACTIVATION_TANH:
    map(Vector.self, input, output, count) { hyperbolicTangent($0) }
  default:
    let clamp = Clamp(activation)
    map(Vector.self, input, output, count) { clamp($0) }
  }
}

/// Applies to a kernel's output what its store could not: every activation but the clamps.
@inlinable @inline(always)
func finishActivation<Target: InstructionSet>(
  _: Target.Type, _ activation: hck_activation, _ values: UnsafeMutablePointer<Float>, count: Int
) {
  if activation.kind == HCK_ACTIVATION_LEAKY_RELU
    || activation.kind == HCK_ACTIVATION_SIGMOID
    || activation.kind == HCK_ACTIVATION_TANH
  {
    Target.activate(activation, UnsafePointer(values), values, count: count)
  }
}

/// The same for `runs` runs of `count` values that begin `stride` apart.
@inlinable @inline(always)
func finishActivation<Target: InstructionSet>(
  _: Target.Type, _ activation: hck_activation, _ values: UnsafeMutablePointer<Float>,
  runs: Int, stride: Int, count: Int
) {
  let isOneRun = stride == count
  for run in 0..<(isOneRun ? 1 : runs) {
    finishActivation(
      Target.self, activation, values + run &* stride, count: isOneRun ? runs &* count : count)
  }
}
