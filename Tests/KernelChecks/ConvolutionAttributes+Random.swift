internal import HandcarFormat
internal import TestSupport

extension ConvolutionAttributes {
  /// A random shape: 0 general, 1 pointwise, 2 depthwise, 3 one-dimensional.
  static func random(_ random: inout SeededGenerator, kind: Int) -> ConvolutionAttributes {
    var s = ConvolutionAttributes()
    s.batch = random.pick([1, 1, 2])
    s.groups = kind == 2 ? random.pick([1, 3, 5]) : random.pick([1, 1, 2, 3])
    s.inputChannels = kind == 2 ? s.groups : s.groups * random.pick([1, 2, 3, 5])
    s.outputChannels = s.groups * random.pick([1, 2, 3, 4, 7, 8])
    (s.inputHeight, s.inputWidth) = (
      kind == 3 ? 1 : random.pick([1, 4, 7, 9]), random.pick([1, 3, 6, 9, 13, 18, 27, 37, 50])
    )
    if kind == 1 {
      (s.kernelHeight, s.kernelWidth, s.strideHeight, s.strideWidth) = (1, 1, 1, 1)
      (s.dilationHeight, s.dilationWidth) = (1, 1)
      (s.outputHeight, s.outputWidth) = (s.inputHeight, s.inputWidth)
      return s
    }
    (s.kernelHeight, s.kernelWidth) = (
      kind == 3 ? 1 : random.pick([1, 2, 3, 5]), random.pick([1, 2, 3, 5])
    )
    (s.strideHeight, s.strideWidth) = (random.pick([1, 2, 3]), random.pick([1, 1, 2, 3]))
    (s.dilationHeight, s.dilationWidth) = (random.pick([1, 1, 2]), random.pick([1, 1, 2]))
    (s.paddingTop, s.paddingLeft) = (
      kind == 3 ? 0 : random.pick([0, 1, 2]), random.pick([0, 1, 2, 5])
    )
    let (bottom, right) = (kind == 3 ? 0 : random.pick([0, 1, 3]), random.pick([0, 1, 3]))
    func size(_ input: Int, _ padding: Int, _ kernel: Int, _ dilation: Int, _ stride: Int) -> Int {
      let span = (kernel - 1) * dilation + 1
      return input + padding < span ? 0 : (input + padding - span) / stride + 1
    }
    s.outputHeight = size(
      s.inputHeight, s.paddingTop + bottom, s.kernelHeight, s.dilationHeight, s.strideHeight)
    s.outputWidth = size(
      s.inputWidth, s.paddingLeft + right, s.kernelWidth, s.dilationWidth, s.strideWidth)
    return s
  }

  var summary: String {
    "batch \(batch), \(inputChannels)×\(inputHeight)×\(inputWidth) to "
      + "\(outputChannels)×\(outputHeight)×\(outputWidth), kernel \(kernelHeight)×\(kernelWidth), "
      + "strides \(strideHeight)×\(strideWidth), dilations \(dilationHeight)×\(dilationWidth), "
      + "padding \(paddingTop)×\(paddingLeft), groups \(groups)"
  }
}
