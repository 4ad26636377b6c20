/// Attributes of a batch normalization with run-time statistics over `[outer][channels][inner]`.
///
/// Operands: 0 input, 1 scale, 2 bias, 3 mean, 4 variance, output. Epsilon stands in the record's head.
public struct NormalizeAttributes: OperationAttributes {
  public static var kind: OperationKind { .normalize }

  public var outer = 0
  public var channels = 0
  public var inner = 0

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    outer = reader.next()
    channels = reader.next()
    inner = reader.next()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(outer)
    writer.append(channels)
    writer.append(inner)
  }
}

extension NormalizeAttributes {
  public var isValid: Bool { outer.isExtent && channels.isExtent && inner.isExtent }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    elementType == .float32
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    switch index {
    case 1...4: (Extent(channels) * elementType.byteCount).value
    default: (Extent(outer) * channels * inner * elementType.byteCount).value
    }
  }
}
