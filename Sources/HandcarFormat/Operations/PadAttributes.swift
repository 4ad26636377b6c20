/// Attributes of padding, or, where `before` is negative, of cropping.
///
/// Operands: 0 input, output. `value` holds the constant's bits in its low bytes.
public struct PadAttributes: OperationAttributes {
  public static var kind: OperationKind { .pad }

  public var mode = PadMode.constant
  public var rank = 0
  public var inputSizes: InlineArray<8, Int> = .init(repeating: 0)
  public var outputSizes: InlineArray<8, Int> = .init(repeating: 0)
  /// Elements in front of the input along each axis; negative crops.
  public var before: InlineArray<8, Int> = .init(repeating: 0)
  public var value: Int64 = 0

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    guard let mode = PadMode(rawValue: UInt32(truncatingIfNeeded: reader.next())) else {
      return nil
    }
    self.mode = mode
    rank = reader.next()
    inputSizes = reader.nextArray()
    outputSizes = reader.nextArray()
    before = reader.nextSignedArray()
    value = reader.nextInt64()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(Int(mode.rawValue))
    writer.append(rank)
    writer.append(inputSizes)
    writer.append(outputSizes)
    writer.append(before)
    writer.append(value)
  }
}

extension PadAttributes {
  public var isValid: Bool {
    guard Extent(sizes: inputSizes, rank: rank).value != nil,
      Extent(sizes: outputSizes, rank: rank).value != nil
    else { return false }
    for axis in 0..<rank where before[axis].magnitude > UInt(Limits.maximumDimension) {
      return false
    }
    return true
  }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    activation == .none
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let elements: Extent
    switch index {
    case 0: elements = Extent(sizes: inputSizes, rank: rank)
    case OperationRecord.outputOperand: elements = Extent(sizes: outputSizes, rank: rank)
    default: return 0
    }
    return (elements * elementType.byteCount).value
  }
}
