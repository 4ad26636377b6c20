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

  public init?(_ record: UnsafePointer<OperationRecord>) {
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

extension CopyAttributes {
  /// Runs must not overlap where they are written.
  public var isValid: Bool {
    guard outer.isExtent, run.isExtent else { return false }
    guard sourceStride >= 0, destinationStride >= 0 else { return false }
    return outer == 1 || destinationStride >= run
  }

  /// A copy moves bytes of any type.
  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    activation == .none
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let stride: Int
    switch index {
    case 0: stride = sourceStride
    case OperationRecord.outputOperand: stride = destinationStride
    default: return 0
    }
    let sizes: InlineArray<2, Int> = [outer, run]
    return Extent(sizes: sizes, strides: [stride, 1], rank: 2).value
  }
}
