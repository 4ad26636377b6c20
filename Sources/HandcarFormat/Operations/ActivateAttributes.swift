/// Attributes of an elementwise function; the function itself stands in the record's head.
///
/// Operands: 0 input, output. On integer types only `relu` and `clip` exist, with these bounds.
public struct ActivateAttributes: OperationAttributes {
  public static var kind: OperationKind { .activate }

  public var count = 0
  public var integerLow: Int64 = 0
  public var integerHigh: Int64 = 0

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    count = reader.next()
    integerLow = reader.nextInt64()
    integerHigh = reader.nextInt64()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(count)
    writer.append(integerLow)
    writer.append(integerHigh)
  }
}

extension ActivateAttributes {
  public var isValid: Bool { count.isExtent }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    switch elementType {
    case .float32: true
    case .float64, .bool: false
    default: activation == .relu || activation == .clip
    }
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    switch index {
    case 0, OperationRecord.outputOperand: (Extent(count) * elementType.byteCount).value
    default: 0
    }
  }

  public func mayOverwrite(_ index: Int) -> Bool { index == 0 }
}
