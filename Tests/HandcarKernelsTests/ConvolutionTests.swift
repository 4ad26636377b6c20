import HandcarFormat
import HandcarKernels
import Testing
import TestSupport
import _HandcarShims

@Suite struct ConvolutionTests {
  @Test(arguments: KernelSuite.sets)
  func randomShapes(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<300 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = ConvolutionAttributes.random(&random, kind: Int(seed % 4))
      check(kernels, shape, &random, "\(set) seed \(seed)")
    }
  }

  private func check(
    _ kernels: KernelTable, _ s: ConvolutionAttributes, _ random: inout SeededGenerator,
    _ name: String
  ) {
    let input = random.guarded(s.batch * s.inputChannels * s.inputHeight * s.inputWidth)
    let weights = random.guarded(
      s.outputChannels * (s.inputChannels / s.groups) * s.kernelHeight * s.kernelWidth)
    let bias = random.guarded(s.outputChannels)
    let scratch = GuardedBuffer(
      [Float](repeating: .nan, count: s.scratchByteCount! / 4), guarding: random.side())
    let output = GuardedBuffer(
      [Float](
        repeating: .nan, count: s.batch * s.outputChannels * s.outputHeight * s.outputWidth),
      guarding: random.side())
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
    a.activation = random.pick(KernelSuite.activations)
    kernels.convolution(&a)
    let depth = s.inputChannels / s.groups * s.kernelHeight * s.kernelWidth
    expectClose(
      output.elements, referenceConvolution(a), .sum, terms: depth + 1, "\(name): \(s)")
    #expect(
      output.isIntact && input.isIntact && weights.isIntact && scratch.isIntact && bias.isIntact,
      "\(name): \(s)")
  }
}

extension ConvolutionAttributes {
  /// A random shape: 0 general, 1 pointwise, 2 depthwise, 3 one-dimensional.
  static func random(_ random: inout SeededGenerator, kind: Int) -> ConvolutionAttributes {
    var s = ConvolutionAttributes()
    s.batch = random.pick([1, 1, 2])
    s.groups = kind == 2 ? random.pick([1, 3, 5]) : random.pick([1, 1, 2, 3])
    s.inputChannels = kind == 2 ? s.groups : s.groups * random.pick([1, 2, 3, 5])
    s.outputChannels = s.groups * random.pick([1, 2, 3, 4, 7])
    (s.inputHeight, s.inputWidth) = (
      kind == 3 ? 1 : random.pick([1, 4, 7, 9]), random.pick([1, 3, 6, 9, 13, 18, 27])
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
}
