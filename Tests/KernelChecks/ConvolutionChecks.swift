internal import HandcarFormat
internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

@Sendable func convolveRandomShapes(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(300) {
    var random = SeededGenerator(seed: seed)
    let shape = ConvolutionAttributes.random(&random, kind: Int(seed % 4))
    convolve(kernels, shape, &random, "seed \(seed)", &report)
  }
}

/// Rows of outputs of every width around one and two wide vectors, of numbers of channels around whole tiles.
@Sendable func convolveLongRows(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 1)
  for width in [12, 15, 16, 17, 18, 23, 24, 31, 32, 33, 40, 48, 49, 63, 64, 65] {
    for outputs in [4, 7, 8, 9, 11, 12, 16, 19] {
      var s = ConvolutionAttributes()
      (s.batch, s.groups) = (1 + outputs % 2, 1 + width % 2)
      (s.inputChannels, s.outputChannels) = (s.groups * random.pick([1, 2]), s.groups * outputs)
      (s.kernelHeight, s.kernelWidth) = (random.pick([1, 2, 3]), random.pick([2, 3]))
      (s.strideHeight, s.strideWidth) = (random.pick([1, 2]), 1)
      (s.dilationHeight, s.dilationWidth) = (random.pick([1, 2]), random.pick([1, 2]))
      (s.paddingTop, s.paddingLeft) = random.flag() ? (0, 0) : (1, 1)
      (s.outputHeight, s.outputWidth) = (3, width)
      s.inputHeight =
        2 * s.strideHeight + (s.kernelHeight - 1) * s.dilationHeight + 1 - 2 * s.paddingTop
      s.inputWidth = width + (s.kernelWidth - 1) * s.dilationWidth - 2 * s.paddingLeft
      if s.inputHeight > 0 { convolve(kernels, s, &random, "long rows", &report) }
    }
  }
}

private func convolve(
  _ kernels: KernelTable, _ s: ConvolutionAttributes, _ random: inout SeededGenerator,
  _ name: String, _ report: inout CheckReport
) {
  let input = random.guarded(s.batch * s.inputChannels * s.inputHeight * s.inputWidth)
  let weights = random.guarded(
    s.outputChannels * (s.inputChannels / s.groups) * s.kernelHeight * s.kernelWidth)
  let bias = random.guarded(s.outputChannels)
  let scratch = unwritten(s.scratchByteCount! / 4, random.side())
  let output = unwritten(
    s.batch * s.outputChannels * s.outputHeight * s.outputWidth, random.side())
  var a = hck_convolution()
  a.batch = s.batch
  (a.input_channels, a.input_height, a.input_width) = (
    s.inputChannels, s.inputHeight, s.inputWidth
  )
  (a.output_channels, a.output_height, a.output_width) = (
    s.outputChannels, s.outputHeight, s.outputWidth
  )
  a.end_position = s.outputHeight * s.outputWidth
  (a.kernel_height, a.kernel_width) = (s.kernelHeight, s.kernelWidth)
  (a.stride_height, a.stride_width) = (s.strideHeight, s.strideWidth)
  (a.dilation_height, a.dilation_width) = (s.dilationHeight, s.dilationWidth)
  (a.padding_top, a.padding_left, a.groups) = (s.paddingTop, s.paddingLeft, s.groups)
  (a.input, a.weights, a.output) = (input.readOnly, weights.readOnly, output.pointer)
  a.bias = random.flag() ? bias.readOnly : nil
  a.scratch = scratch.pointer
  a.activation = random.activation()
  kernels.convolution(&a)
  let depth = s.inputChannels / s.groups * s.kernelHeight * s.kernelWidth
  let context = "\(name): \(s.summary)"
  report.expectClose(output.elements, referenceConvolution(a), .sum, terms: depth + 1, context)
  report.expect(
    output.isIntact && input.isIntact && weights.isIntact && scratch.isIntact && bias.isIntact,
    "\(context) wrote outside its output")
}
