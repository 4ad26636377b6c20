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

  public init?(_ record: borrowing OperationRecord) {
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
