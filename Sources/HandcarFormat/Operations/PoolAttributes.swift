/// Attributes of a pool over three spatial axes (leading ones of size 1 when there are fewer).
///
/// Operands: 0 input `[planes][input…]`, output `[planes][output…]`, 4 the positions of the maxima as `int64`,
/// or absent.
public struct PoolAttributes: OperationAttributes {
  public static var kind: OperationKind { .pool }

  public var pool = PoolKind.maximum
  /// Batch × channels.
  public var planes = 0
  public var input: InlineArray<3, Int> = .init(repeating: 0)
  public var output: InlineArray<3, Int> = .init(repeating: 0)
  public var kernel: InlineArray<3, Int> = .init(repeating: 0)
  public var stride: InlineArray<3, Int> = .init(repeating: 0)
  public var dilation: InlineArray<3, Int> = .init(repeating: 0)
  public var paddingBefore: InlineArray<3, Int> = .init(repeating: 0)
  public var paddingAfter: InlineArray<3, Int> = .init(repeating: 0)
  /// Whether positions count the last two spatial axes column by column.
  public var columnMajorIndices = false

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    guard let pool = PoolKind(rawValue: UInt32(truncatingIfNeeded: reader.next())) else {
      return nil
    }
    self.pool = pool
    planes = reader.next()
    input = reader.nextArray()
    output = reader.nextArray()
    kernel = reader.nextArray()
    stride = reader.nextArray()
    dilation = reader.nextArray()
    paddingBefore = reader.nextArray()
    paddingAfter = reader.nextArray()
    columnMajorIndices = reader.next() != 0
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(Int(pool.rawValue))
    writer.append(planes)
    writer.append(input)
    writer.append(output)
    writer.append(kernel)
    writer.append(stride)
    writer.append(dilation)
    writer.append(paddingBefore)
    writer.append(paddingAfter)
    writer.append(columnMajorIndices ? 1 : 0)
  }
}

extension PoolAttributes {
  /// Every window must begin inside the input or its leading padding and reach into the input; its end
  /// may stand out beyond the trailing padding, as rounding output sizes up makes it do.
  public var isValid: Bool {
    guard planes.isExtent, input.areExtents, output.areExtents, kernel.areExtents,
      stride.areExtents, dilation.areExtents, Extent(sizes: kernel, rank: 3).value != nil
    else { return false }
    var taps: UInt64 = 1
    for axis in 0..<3 {
      let window = Window(
        input: input[axis], output: output[axis], kernel: kernel[axis], stride: stride[axis],
        dilation: dilation[axis], paddingBefore: paddingBefore[axis])
      guard window.isWithinLimits, paddingAfter[axis] >= 0,
        paddingAfter[axis] <= Limits.maximumDimension,
        paddingBefore[axis] < window.span, window.lastStart < Int64(input[axis])
      else { return false }
      taps *= UInt64(kernel[axis])
    }
    return taps <= Limits.maximumWindowSize
  }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    guard activation == .none else { return false }
    switch elementType {
    case .float32: return true
    case .int8, .uint8: return pool == .maximum
    default: return false
    }
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let elements: Extent
    switch index {
    case 0: elements = Extent(sizes: input, rank: 3) * planes
    case OperationRecord.auxiliaryOperand:
      guard pool == .maximum else { return 0 }
      return (Extent(sizes: output, rank: 3) * planes * ElementType.int64.byteCount).value
    case OperationRecord.outputOperand: elements = Extent(sizes: output, rank: 3) * planes
    default: return 0
    }
    return (elements * elementType.byteCount).value
  }

  public func isOptional(_ index: Int) -> Bool { index == OperationRecord.auxiliaryOperand }

  public func operandAlignment(_ index: Int, of elementType: ElementType) -> Int {
    index == OperationRecord.auxiliaryOperand
      ? ElementType.int64.byteCount : elementType.byteCount
  }
}
