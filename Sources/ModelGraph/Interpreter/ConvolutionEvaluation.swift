extension NodeEvaluation {
  /// `y(b, f, o) = activation(bias(f) + Σ_{c, k} x(b, c, o · stride + k · dilation − padding) · w(f, c, k))`
  /// with zeros around x; c runs over the channels of f's group.
  func convolution(_ convolution: Convolution) -> Tensor {
    let plane = PlaneConvolution(
      convolution, input: Array(x.shape[2...]), output: Array(resultType.shape[2...]))
    let inputChannels = inputs[1].shape[1]
    let outputChannels = resultType.shape[1]
    let channelsPerGroup = outputChannels / convolution.groups
    let bias = inputs.count > 2 ? inputs[2].doubles : nil
    var result = [Double](repeating: 0, count: resultType.count)
    result.withUnsafeMutableBufferPointer { result in
      x.doubles.withUnsafeBufferPointer { x in
        inputs[1].doubles.withUnsafeBufferPointer { weight in
          for b in 0..<resultType.shape[0] {
            for f in 0..<outputChannels {
              let output = plane.output(b * outputChannels + f, of: result)
              output.update(repeating: bias?[f] ?? 0)
              let firstChannel = f / channelsPerGroup * inputChannels
              for c in 0..<inputChannels {
                plane.accumulate(
                  plane.input(
                    b * inputChannels * convolution.groups + firstChannel + c, of: x),
                  plane.kernel(f * inputChannels + c, of: weight), into: output)
              }
            }
          }
        }
      }
    }
    return apply(convolution.activation, to: self.result(result))
  }
}

/// The convolution of one input plane with one kernel. A one-dimensional one has height 1.
private struct PlaneConvolution {
  typealias Size = (height: Int, width: Int)

  let inputSize, outputSize, kernelSize, stride, dilation, padding: Size

  init(_ convolution: Convolution, input: [Int], output: [Int]) {
    func size(_ list: [Int], missing: Int) -> Size {
      list.count == 1 ? (missing, list[0]) : (list[0], list[1])
    }
    inputSize = size(input, missing: 1)
    outputSize = size(output, missing: 1)
    kernelSize = size(convolution.kernel, missing: 1)
    stride = size(convolution.strides, missing: 1)
    dilation = size(convolution.dilations, missing: 1)
    padding = size(convolution.paddingBefore, missing: 0)
  }

  func input(_ index: Int, of x: UnsafeBufferPointer<Double>) -> UnsafeBufferPointer<Double> {
    let count = inputSize.height * inputSize.width
    return UnsafeBufferPointer(rebasing: x[(index * count)..<((index + 1) * count)])
  }

  func kernel(_ index: Int, of weight: UnsafeBufferPointer<Double>) -> UnsafeBufferPointer<Double> {
    let count = kernelSize.height * kernelSize.width
    return UnsafeBufferPointer(rebasing: weight[(index * count)..<((index + 1) * count)])
  }

  func output(
    _ index: Int, of result: UnsafeMutableBufferPointer<Double>
  ) -> UnsafeMutableBufferPointer<Double> {
    let count = outputSize.height * outputSize.width
    return UnsafeMutableBufferPointer(rebasing: result[(index * count)..<((index + 1) * count)])
  }

  /// Adds the contribution of every kernel element to all outputs that it touches.
  func accumulate(
    _ input: UnsafeBufferPointer<Double>, _ kernel: UnsafeBufferPointer<Double>,
    into output: UnsafeMutableBufferPointer<Double>
  ) {
    for ky in 0..<kernelSize.height {
      let top = ky * dilation.height - padding.height
      let rows = Self.inside(top, stride.height, inputSize.height, outputSize.height)
      for kx in 0..<kernelSize.width {
        let left = kx * dilation.width - padding.width
        let columns = Self.inside(left, stride.width, inputSize.width, outputSize.width)
        let factor = kernel[ky * kernelSize.width + kx]
        for oy in rows {
          let source = (oy * stride.height + top) * inputSize.width + left
          let target = oy * outputSize.width
          for ox in columns {
            output[target &+ ox] += factor * input[source &+ ox &* stride.width]
          }
        }
      }
    }
  }

  /// The outputs o < `outputs` for which `o · stride + offset` lies in `0..<inputs`.
  private static func inside(
    _ offset: Int, _ stride: Int, _ inputs: Int, _ outputs: Int
  ) -> Range<Int> {
    let first = offset >= 0 ? 0 : (-offset + stride - 1) / stride
    let end = offset >= inputs ? 0 : (inputs - 1 - offset) / stride + 1
    return first..<max(first, min(end, outputs))
  }
}
