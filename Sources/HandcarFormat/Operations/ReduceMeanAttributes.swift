/// Attributes of a mean over the middle axis of `[outer][length][inner]`.
///
/// Operands: 0 input, output `[outer][inner]`.
public struct ReduceMeanAttributes: OperationAttributes {
  public static var kind: OperationKind { .reduceMean }

  public var outer = 0
  public var length = 0
  public var inner = 0

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    outer = reader.next()
    length = reader.next()
    inner = reader.next()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(outer)
    writer.append(length)
    writer.append(inner)
  }
}

extension ReduceMeanAttributes {
  public var isValid: Bool { outer.isExtent && length.isExtent && inner.isExtent }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    switch index {
    case 0: (Extent(outer) * length * inner * elementType.byteCount).value
    case OperationRecord.outputOperand: (Extent(outer) * inner * elementType.byteCount).value
    default: 0
    }
  }
}
