/// Attributes of a batch normalization with run-time statistics over `[outer][channels][inner]`.
///
/// Operands: 0 input, 1 scale, 2 bias, 3 mean, 4 variance, output. Epsilon stands in the record's head.
public struct NormalizeAttributes: OperationAttributes {
  public static var kind: OperationKind { .normalize }

  public var outer = 0
  public var channels = 0
  public var inner = 0

  public init() {}

  public init?(_ record: borrowing OperationRecord) {
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
