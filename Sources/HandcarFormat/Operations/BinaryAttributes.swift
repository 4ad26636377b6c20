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

  public init?(_ record: UnsafePointer<OperationRecord>) {
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

extension BinaryAttributes {
  public var isValid: Bool { Extent(sizes: sizes, rank: rank).value != nil }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    switch elementType {
    case .float32: true
    case .float64, .bool: false
    default: activation == .none
    }
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let extent: Extent
    switch index {
    case 0: extent = Extent(sizes: sizes, strides: leftStrides, rank: rank)
    case 1: extent = Extent(sizes: sizes, strides: rightStrides, rank: rank)
    case OperationRecord.outputOperand: extent = Extent(sizes: sizes, rank: rank)
    default: return 0
    }
    return (extent * elementType.byteCount).value
  }

  /// An input whose elements lie where the output's do.
  public func mayOverwrite(_ index: Int) -> Bool {
    guard isValid else { return false }
    var dense: UInt64 = 1
    for axis in (0..<rank).reversed() {
      let stride = index == 0 ? leftStrides[axis] : rightStrides[axis]
      if sizes[axis] > 1 && stride != dense { return false }
      dense *= UInt64(sizes[axis])
    }
    return true
  }
}
