/// Attributes of a copy of `outer` runs of bytes with a stride on each side.
///
/// Operands: 0 source, output. Concatenation is one copy for each input.
public struct CopyAttributes: OperationAttributes {
  public static var kind: OperationKind { .copy }

  public var outer = 0
  /// Bytes of a run.
  public var run = 0
  /// Bytes.
  public var sourceStride = 0
  /// Bytes.
  public var destinationStride = 0

  public init() {}

  public init?(_ record: borrowing OperationRecord) {
    var reader = AttributeReader(record)
    outer = reader.next()
    run = reader.next()
    sourceStride = reader.next()
    destinationStride = reader.next()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(outer)
    writer.append(run)
    writer.append(sourceStride)
    writer.append(destinationStride)
  }
}
