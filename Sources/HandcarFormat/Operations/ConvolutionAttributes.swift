/// Attributes of a grouped 2-D convolution over NCHW tensors; a 1-D one has height 1.
///
/// Operands: 0 input, 1 weights `[outputChannels][inputChannels / groups][kernelHeight][kernelWidth]`, 2 bias
/// `[outputChannels]` or absent, 4 scratch (`scratchByteCount`), output.
public struct ConvolutionAttributes: OperationAttributes {
  public static var kind: OperationKind { .convolution }

  public var batch = 0
  public var inputChannels = 0
  public var inputHeight = 0
  public var inputWidth = 0
  public var outputChannels = 0
  public var outputHeight = 0
  public var outputWidth = 0
  public var kernelHeight = 0
  public var kernelWidth = 0
  public var strideHeight = 0
  public var strideWidth = 0
  public var dilationHeight = 0
  public var dilationWidth = 0
  public var paddingTop = 0
  public var paddingLeft = 0
  public var groups = 0

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    batch = reader.next()
    inputChannels = reader.next()
    inputHeight = reader.next()
    inputWidth = reader.next()
    outputChannels = reader.next()
    outputHeight = reader.next()
    outputWidth = reader.next()
    kernelHeight = reader.next()
    kernelWidth = reader.next()
    strideHeight = reader.next()
    strideWidth = reader.next()
    dilationHeight = reader.next()
    dilationWidth = reader.next()
    paddingTop = reader.next()
    paddingLeft = reader.next()
    groups = reader.next()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(batch)
    writer.append(inputChannels)
    writer.append(inputHeight)
    writer.append(inputWidth)
    writer.append(outputChannels)
    writer.append(outputHeight)
    writer.append(outputWidth)
    writer.append(kernelHeight)
    writer.append(kernelWidth)
    writer.append(strideHeight)
    writer.append(strideWidth)
    writer.append(dilationHeight)
    writer.append(dilationWidth)
    writer.append(paddingTop)
    writer.append(paddingLeft)
    writer.append(groups)
  }
}

extension ConvolutionAttributes {
  /// Output positions that a kernel unrolls at a time: whole column tiles of every instruction set.
  public static let scratchColumns = 48

  /// Whether a kernel reads the input where it lies: a 1×1 convolution over the input's own positions is a
  /// matrix product already, and one with an input channel per group runs as a direct loop.
  public var readsInputInPlace: Bool {
    let isPointwise =
      kernelHeight == 1 && kernelWidth == 1 && strideHeight == 1 && strideWidth == 1
      && paddingTop == 0 && paddingLeft == 0
      && outputHeight == inputHeight && outputWidth == inputWidth
    return isPointwise || groups == inputChannels
  }

  /// Bytes of working memory for the unrolled input `[inputChannels / groups · kernelHeight · kernelWidth][48]`,
  /// rounded up to `Limits.alignment`; zero when the input is read in place, nil when the number does not fit
  /// or there are no groups.
  public var scratchByteCount: Int? {
    if readsInputInPlace { return 0 }
    guard groups > 0 else { return nil }
    var bytes = inputChannels / groups
    let factors: InlineArray<4, Int> = [
      kernelHeight, kernelWidth, ConvolutionAttributes.scratchColumns, MemoryLayout<Float>.size,
    ]
    for index in factors.indices {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: factors[index])
      if overflow || product < 0 { return nil }
      bytes = product
    }
    let (padded, overflow) = bytes.addingReportingOverflow(Limits.alignment - 1)
    return overflow ? nil : padded & ~(Limits.alignment - 1)
  }
}

extension ConvolutionAttributes {
  /// The padding behind the input is not recorded: whatever a window covers there counts as zero.
  public var isValid: Bool {
    let vertical = Window(
      input: inputHeight, output: outputHeight, kernel: kernelHeight, stride: strideHeight,
      dilation: dilationHeight, paddingBefore: paddingTop)
    let horizontal = Window(
      input: inputWidth, output: outputWidth, kernel: kernelWidth, stride: strideWidth,
      dilation: dilationWidth, paddingBefore: paddingLeft)
    guard batch.isExtent, inputChannels.isExtent, outputChannels.isExtent, groups.isExtent,
      vertical.isWithinLimits, horizontal.isWithinLimits
    else { return false }
    return inputChannels % groups == 0 && outputChannels % groups == 0
  }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    elementType == .float32
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let elements: Extent
    switch index {
    case 0: elements = Extent(batch) * inputChannels * inputHeight * inputWidth
    case 1:
      guard groups > 0 else { return nil }
      elements = Extent(outputChannels) * (inputChannels / groups) * kernelHeight * kernelWidth
    case 2: elements = Extent(outputChannels)
    case OperationRecord.auxiliaryOperand:
      guard let scratch = scratchByteCount, scratch <= Limits.maximumByteCount else { return nil }
      return UInt64(scratch)
    case OperationRecord.outputOperand:
      elements = Extent(batch) * outputChannels * outputHeight * outputWidth
    default: return 0
    }
    return (elements * elementType.byteCount).value
  }

  public func isOptional(_ index: Int) -> Bool { index == 2 }
}
