import ModelGraph

/// The windows of a convolution over one sample's channels as the columns of a matrix: row (c, ky, kx), column
/// (oy, ox). A one-dimensional convolution has height 1.
struct UnrolledColumns: Sendable {
  typealias Size = (height: Int, width: Int)

  let channels: Int
  let input, output, kernel, stride, dilation, padding: Size

  init(_ convolution: Convolution, channels: Int, input: [Int], output: [Int]) {
    func size(_ list: [Int], missing: Int) -> Size {
      list.count == 1 ? (missing, list[0]) : (list[0], list[1])
    }
    self.channels = channels
    self.input = size(input, missing: 1)
    self.output = size(output, missing: 1)
    kernel = size(convolution.kernel, missing: 1)
    stride = size(convolution.strides, missing: 1)
    dilation = size(convolution.dilations, missing: 1)
    padding = size(convolution.paddingBefore, missing: 0)
  }

  var rowCount: Int { channels * kernel.height * kernel.width }
  var columnCount: Int { output.height * output.width }
  var inputCount: Int { channels * input.height * input.width }

  /// Whether the columns are the input itself.
  var isIdentity: Bool {
    kernel == (1, 1) && stride == (1, 1) && padding == (0, 0) && input == output
  }

  /// Writes the matrix of one sample.
  func unroll(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    forEachRun { line, run in
      let target = target + line
      guard let run else { return target.update(repeating: 0, count: output.width) }
      target.update(repeating: 0, count: run.outputs.lowerBound)
      if stride.width == 1 {
        (target + run.outputs.lowerBound).update(
          from: source + run.input, count: run.outputs.count)
      } else {
        for (index, x) in run.outputs.enumerated() {
          target[x] = source[run.input + index * stride.width]
        }
      }
      (target + run.outputs.upperBound).update(
        repeating: 0, count: output.width - run.outputs.upperBound)
    }
  }

  /// Adds each element of the matrix to the input that it was read from: the transpose of `unroll`.
  func fold(_ source: UnsafePointer<Float>, addingTo target: UnsafeMutablePointer<Float>) {
    forEachRun { line, run in
      guard let run else { return }
      if stride.width == 1 {
        add(source + line + run.outputs.lowerBound, to: target + run.input, run.outputs.count)
      } else {
        for (index, x) in run.outputs.enumerated() {
          target[run.input + index * stride.width] += source[line + x]
        }
      }
    }
  }

  /// Where a line of outputs reads one kernel element: the outputs inside the input, and the input's place for the
  /// first of them.
  private typealias Run = (outputs: Range<Int>, input: Int)

  /// Calls `body` for each (c, ky, kx, oy) with the start of its line in the matrix.
  @inline(__always)
  private func forEachRun(_ body: (Int, Run?) -> Void) {
    var line = 0
    for channel in 0..<channels {
      for ky in 0..<kernel.height {
        for kx in 0..<kernel.width {
          let offset = kx * dilation.width - padding.width
          // The outputs x with 0 ≤ x · stride + offset < width.
          let first = min(max(0, (-offset + stride.width - 1) / stride.width), output.width)
          let reach = input.width - offset
          let end = min(
            max(first, reach <= 0 ? 0 : (reach + stride.width - 1) / stride.width), output.width)
          for oy in 0..<output.height {
            let y = oy * stride.height + ky * dilation.height - padding.height
            if y < 0 || y >= input.height || first >= end {
              body(line, nil)
            } else {
              let start = (channel * input.height + y) * input.width
              body(line, (first..<end, start + first * stride.width + offset))
            }
            line += output.width
          }
        }
      }
    }
  }
}
