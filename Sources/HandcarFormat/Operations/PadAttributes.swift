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

  public init?(_ record: borrowing OperationRecord) {
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
  /// A reflection or a wrap goes over the input's edge at most once: neither reaches further than the
  /// input is long.
  public var isValid: Bool {
    guard Extent(sizes: inputSizes, rank: rank).value != nil,
      Extent(sizes: outputSizes, rank: rank).value != nil
    else { return false }
    for axis in 0..<rank {
      let size = inputSizes[axis]
      guard before[axis] >= -Limits.maximumDimension, before[axis] <= Limits.maximumDimension
      else { return false }
      // The input position that the last output position takes, 0 at the input's start.
      let last = Int64(outputSizes[axis]) - 1 - Int64(before[axis])
      switch mode {
      case .constant, .edge: break
      case .reflect: guard before[axis] < size, last <= 2 * Int64(size) - 2 else { return false }
      case .wrap: guard before[axis] <= size, last < 2 * Int64(size) else { return false }
      }
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
