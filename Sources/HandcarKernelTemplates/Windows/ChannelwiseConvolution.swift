public import _HandcarShims

/// A convolution in which every output channel reads one input channel (depthwise, or a single input
/// channel): too thin for a matrix product, so a direct loop with vectors along the width.
@inlinable @inline(always)
func convolveChannelwise<Target: InstructionSet>(_: Target.Type, _ a: hck_convolution) {
  let outputsPerInput = a.output_channels / a.groups
  let inputPlane = a.input_height &* a.input_width
  let outputPlane = a.output_height &* a.output_width
  let taps = a.kernel_height &* a.kernel_width
  let plan = RowPlan(
    width: a.input_width, outputs: a.output_width, kernel: a.kernel_width,
    stride: a.stride_width, dilation: a.dilation_width, padding: a.padding_left,
    vectorWidth: Target.Vector.width)
  for image in 0..<a.batch {
    for channel in 0..<a.output_channels {
      let source = image &* a.input_channels &+ channel / outputsPerInput
      convolvePlane(
        Target.Vector.self, a, plan,
        input: a.input + source &* inputPlane,
        weights: a.weights + channel &* taps,
        bias: a.bias?[channel] ?? 0,
        output: a.output + (image &* a.output_channels &+ channel) &* outputPlane)
    }
  }
}

/// One output plane [height][width] from one input plane.
@inlinable @inline(always)
func convolvePlane<Vector: FloatVector>(
  _: Vector.Type, _ a: hck_convolution, _ plan: RowPlan, input: UnsafePointer<Float>,
  weights: UnsafePointer<Float>, bias: Float, output: UnsafeMutablePointer<Float>
) {
  let clamp = Clamp(a.activation)
  for row in 0..<a.output_height {
    let top = row &* a.stride_height &- a.padding_top
    let rows = AxisRange(
      start: top, step: a.dilation_height, size: a.input_height, count: a.kernel_height)
    let target = output + row &* a.output_width
    plan.run(outputs: a.output_width, vectorWidth: Vector.width) { column in
      let left = column &* a.stride_width &- a.padding_left
      var sum = Vector(repeating: bias)
      for y in rows.first..<rows.end {
        let line = input + ((top &+ y &* a.dilation_height) &* a.input_width &+ left)
        let numbers = weights + y &* a.kernel_width
        for x in 0..<a.kernel_width {
          sum = sum.addingProduct(
            Vector(loading: line + x &* a.dilation_width, stride: a.stride_width),
            Vector(repeating: numbers[x]))
        }
      }
      clamp(sum).store(to: target + column)
    } scalar: { column in
      let left = column &* a.stride_width &- a.padding_left
      let columns = AxisRange(
        start: left, step: a.dilation_width, size: a.input_width, count: a.kernel_width)
      var sum = bias
      for y in rows.first..<rows.end {
        let line = (top &+ y &* a.dilation_height) &* a.input_width &+ left
        for x in columns.first..<columns.end {
          sum += input[line &+ x &* a.dilation_width] * weights[y &* a.kernel_width &+ x]
        }
      }
      target[column] = clamp(sum)
    }
  }
}
