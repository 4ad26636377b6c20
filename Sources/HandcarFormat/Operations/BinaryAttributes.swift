/// Attributes of an elementwise operation of two tensors with broadcasting.
///
/// Operands: 0 left, 1 right, output (dense, row-major). Strides are in elements; 0 repeats an axis.
public struct BinaryAttributes: OperationAttributes {
  public static var kind: OperationKind { .binary }

  public var operation = BinaryKind.add
  public var rank = 0
  public var sizes: InlineArray<8, Int> = .init(repeating: 0)
  public var leftStrides: InlineArray<8, Int> = .init(repeating: 0)
  public var rightStrides: InlineArray<8, Int> = .init(repeating: 0)

  public init() {}

  public init?(_ record: borrowing OperationRecord) {
    var reader = AttributeReader(record)
    guard let operation = BinaryKind(rawValue: UInt32(truncatingIfNeeded: reader.next())) else {
      return nil
    }
    self.operation = operation
    rank = reader.next()
    sizes = reader.nextArray()
    leftStrides = reader.nextArray()
    rightStrides = reader.nextArray()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(Int(operation.rawValue))
    writer.append(rank)
    writer.append(sizes)
    writer.append(leftStrides)
    writer.append(rightStrides)
  }
}
