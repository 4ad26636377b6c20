import HandcarFormat
import Testing

@Suite struct ConvolutionScratchTests {
  /// A 3×3 convolution of 5 channels in one group, 8×8 → 8×8.
  private func example() -> ConvolutionAttributes {
    var attributes = ConvolutionAttributes()
    attributes.batch = 1
    (attributes.inputChannels, attributes.inputHeight, attributes.inputWidth) = (5, 8, 8)
    (attributes.outputChannels, attributes.outputHeight, attributes.outputWidth) = (7, 8, 8)
    (attributes.kernelHeight, attributes.kernelWidth) = (3, 3)
    (attributes.strideHeight, attributes.strideWidth) = (1, 1)
    (attributes.dilationHeight, attributes.dilationWidth) = (1, 1)
    (attributes.paddingTop, attributes.paddingLeft, attributes.groups) = (1, 1, 1)
    return attributes
  }

  @Test func holdsOneColumnTile() {
    #expect(example().scratchByteCount == 5 * 9 * 48 * 4)
  }

  @Test func needsNothingInPlace() {
    var pointwise = example()
    (pointwise.kernelHeight, pointwise.kernelWidth) = (1, 1)
    (pointwise.paddingTop, pointwise.paddingLeft) = (0, 0)
    #expect(pointwise.scratchByteCount == 0)
    pointwise.outputWidth = 9
    #expect(pointwise.scratchByteCount == 5 * 48 * 4)
    var depthwise = example()
    (depthwise.groups, depthwise.outputChannels) = (5, 10)
    #expect(depthwise.scratchByteCount == 0)
  }

  @Test func refusesHostileSizes() {
    var attributes = example()
    attributes.groups = 0
    #expect(attributes.scratchByteCount == nil)
    attributes = example()
    (attributes.inputChannels, attributes.kernelHeight) = (1 << 30, 1 << 30)
    #expect(attributes.scratchByteCount == nil)
    attributes = example()
    attributes.kernelHeight = -1
    #expect(attributes.scratchByteCount == nil)
  }
}
