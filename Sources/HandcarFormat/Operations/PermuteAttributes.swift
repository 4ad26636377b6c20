/// Attributes of a transposition: `output[index] = input[Σ index[a] · strides[a]]`.
///
/// Operands: 0 input, output. Sizes are the output's; strides are in elements of the input.
public struct PermuteAttributes: OperationAttributes {
  public static var kind: OperationKind { .permute }

  public var rank = 0
  public var sizes: InlineArray<8, Int> = .init(repeating: 0)
  public var strides: InlineArray<8, Int> = .init(repeating: 0)

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    rank = reader.next()
    sizes = reader.nextArray()
    strides = reader.nextArray()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(rank)
    writer.append(sizes)
    writer.append(strides)
  }
}

extension PermuteAttributes {
  public var isValid: Bool { Extent(sizes: sizes, rank: rank).value != nil }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    activation == .none
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let elements: Extent
    switch index {
    case 0: elements = Extent(sizes: sizes, strides: strides, rank: rank)
    case OperationRecord.outputOperand: elements = Extent(sizes: sizes, rank: rank)
    default: return 0
    }
    return (elements * elementType.byteCount).value
  }
}
