import HandcarFormat
import Testing
import _HandcarShims

/// The kernels repeat the numbers of the format that they look at.
@Suite struct FormatNumberTests {
  @Test func activations() {
    #expect(ActivationKind.none.rawValue == HCK_ACTIVATION_NONE)
    #expect(ActivationKind.relu.rawValue == HCK_ACTIVATION_RELU)
    #expect(ActivationKind.leakyRelu.rawValue == HCK_ACTIVATION_LEAKY_RELU)
    #expect(ActivationKind.clip.rawValue == HCK_ACTIVATION_CLIP)
    #expect(ActivationKind.sigmoid.rawValue == HCK_ACTIVATION_SIGMOID)
    #expect(ActivationKind.tanh.rawValue == HCK_ACTIVATION_TANH)
  }

  @Test func kinds() {
    #expect(MatrixLayout.rowMajor.rawValue == HCK_LAYOUT_ROW_MAJOR)
    #expect(MatrixLayout.panels.rawValue == HCK_LAYOUT_PANELS)
    #expect(BiasMode.none.rawValue == HCK_BIAS_NONE)
    #expect(BiasMode.perRow.rawValue == HCK_BIAS_PER_ROW)
    #expect(BiasMode.full.rawValue == HCK_BIAS_FULL)
    #expect(PoolKind.maximum.rawValue == HCK_POOL_MAXIMUM)
    #expect(PoolKind.average.rawValue == HCK_POOL_AVERAGE)
    #expect(PoolKind.averageIncludingPadding.rawValue == HCK_POOL_AVERAGE_INCLUDING_PADDING)
    #expect(BinaryKind.add.rawValue == HCK_BINARY_ADD)
    #expect(BinaryKind.subtract.rawValue == HCK_BINARY_SUBTRACT)
    #expect(BinaryKind.multiply.rawValue == HCK_BINARY_MULTIPLY)
    #expect(BinaryKind.divide.rawValue == HCK_BINARY_DIVIDE)
    #expect(PadMode.constant.rawValue == HCK_PAD_CONSTANT)
    #expect(PadMode.reflect.rawValue == HCK_PAD_REFLECT)
    #expect(PadMode.edge.rawValue == HCK_PAD_EDGE)
    #expect(PadMode.wrap.rawValue == HCK_PAD_WRAP)
  }

  @Test func elementTypes() {
    #expect(UInt32(ElementType.float32.rawValue) == HCK_TYPE_FLOAT32)
    #expect(UInt32(ElementType.uint8.rawValue) == HCK_TYPE_UINT8)
    #expect(UInt32(ElementType.int8.rawValue) == HCK_TYPE_INT8)
    #expect(UInt32(ElementType.uint16.rawValue) == HCK_TYPE_UINT16)
    #expect(UInt32(ElementType.int16.rawValue) == HCK_TYPE_INT16)
    #expect(UInt32(ElementType.int32.rawValue) == HCK_TYPE_INT32)
    #expect(UInt32(ElementType.int64.rawValue) == HCK_TYPE_INT64)
    #expect(UInt32(ElementType.uint32.rawValue) == HCK_TYPE_UINT32)
    #expect(UInt32(ElementType.uint64.rawValue) == HCK_TYPE_UINT64)
  }

  @Test func sizes() {
    #expect(Limits.panelWidth == Int(HCK_PANEL_WIDTH))
    #expect(ConvolutionAttributes.scratchColumns == Int(HCK_CONVOLUTION_COLUMNS))
  }
}
