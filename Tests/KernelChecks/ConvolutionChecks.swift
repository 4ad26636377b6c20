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
