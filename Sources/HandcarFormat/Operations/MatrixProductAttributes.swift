/// Attributes of a batched product of two run-time matrices, `output[b] = left[b] (M×K) · right[b] (K×N)`.
///
/// Operands: 0 left, 1 right, output (dense). Strides count matrices; 0 repeats an axis.
public struct MatrixProductAttributes: OperationAttributes {
  public static var kind: OperationKind { .matrixProduct }

  /// M
  public var rows = 0
  /// N
  public var columns = 0
  /// K
  public var depth = 0
  /// Batch axes.
  public var rank = 0
  public var sizes: InlineArray<6, Int> = .init(repeating: 0)
  public var leftStrides: InlineArray<6, Int> = .init(repeating: 0)
  public var rightStrides: InlineArray<6, Int> = .init(repeating: 0)

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    rows = reader.next()
    columns = reader.next()
    depth = reader.next()
    rank = reader.next()
    sizes = reader.nextArray()
    leftStrides = reader.nextArray()
    rightStrides = reader.nextArray()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(rows)
    writer.append(columns)
    writer.append(depth)
    writer.append(rank)
    writer.append(sizes)
    writer.append(leftStrides)
    writer.append(rightStrides)
  }
}

extension MatrixProductAttributes {
  public var isValid: Bool {
    rows.isExtent && columns.isExtent && depth.isExtent
      && Extent(sizes: sizes, rank: rank).value != nil
  }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    elementType == .float32
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let elements: Extent
    switch index {
    case 0: elements = Extent(sizes: sizes, strides: leftStrides, rank: rank) * rows * depth
    case 1: elements = Extent(sizes: sizes, strides: rightStrides, rank: rank) * depth * columns
    case OperationRecord.outputOperand:
      elements = Extent(sizes: sizes, rank: rank) * rows * columns
    default: return 0
    }
    return (elements * elementType.byteCount).value
  }
}
