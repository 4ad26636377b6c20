/// Attributes of a batched product, `output[p] = activation(matrix · input[p] + bias)`.
///
/// Operands: 0 input `[P][K][Q]`, 1 matrix (`MatrixLayout`), 2 bias (`BiasMode`), output `[P][R][Q]`.
public struct ContractionAttributes: OperationAttributes {
  public static var kind: OperationKind { .contraction }

  /// P
  public var batch = 0
  /// K
  public var depth = 0
  /// R
  public var rows = 0
  /// Q
  public var columns = 0
  public var layout = MatrixLayout.rowMajor
  public var biasMode = BiasMode.none
  /// Period of a full bias; divides P.
  public var biasPeriod = 0

  public init() {}

  public init?(_ record: UnsafePointer<OperationRecord>) {
    var reader = AttributeReader(record)
    batch = reader.next()
    depth = reader.next()
    rows = reader.next()
    columns = reader.next()
    guard let layout = MatrixLayout(rawValue: UInt32(truncatingIfNeeded: reader.next())) else {
      return nil
    }
    self.layout = layout
    guard let biasMode = BiasMode(rawValue: UInt32(truncatingIfNeeded: reader.next())) else {
      return nil
    }
    self.biasMode = biasMode
    biasPeriod = reader.next()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(batch)
    writer.append(depth)
    writer.append(rows)
    writer.append(columns)
    writer.append(Int(layout.rawValue))
    writer.append(Int(biasMode.rawValue))
    writer.append(biasPeriod)
  }
}

extension ContractionAttributes {
  public var isValid: Bool {
    guard batch.isExtent, depth.isExtent, rows.isExtent, columns.isExtent else { return false }
    return biasMode != .full || biasPeriod.isExtent && batch % biasPeriod == 0
  }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    elementType == .float32
  }

  public func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64? {
    let elements: Extent
    switch index {
    case 0: elements = Extent(batch) * depth * columns
    case 1: elements = Extent(matrixRows) * depth
    case 2:
      switch biasMode {
      case .none: return 0
      case .perRow: elements = Extent(rows)
      case .full: elements = Extent(biasPeriod) * rows * columns
      }
    case OperationRecord.outputOperand: elements = Extent(batch) * rows * columns
    default: return 0
    }
    return (elements * elementType.byteCount).value
  }

  public func operandAlignment(_ index: Int, of elementType: ElementType) -> Int {
    index == 1 && layout == .panels ? Limits.alignment : elementType.byteCount
  }

  /// Rows that the matrix takes in memory: whole panels, or R.
  private var matrixRows: Int {
    guard layout == .panels, rows.isExtent else { return rows }
    return (rows + Limits.panelWidth - 1) / Limits.panelWidth * Limits.panelWidth
  }
}
