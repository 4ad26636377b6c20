/// Attributes of a pool over three spatial axes (leading ones of size 1 when there are fewer).
///
/// Operands: 0 input `[planes][input…]`, output `[planes][output…]`, 4 the positions of the maxima as `int64`,
/// or absent.
public struct PoolAttributes: OperationAttributes {
  public static var kind: OperationKind { .pool }

  public var pool = PoolKind.maximum
  /// Batch × channels.
  public var planes = 0
  public var input: InlineArray<3, Int> = .init(repeating: 0)
  public var output: InlineArray<3, Int> = .init(repeating: 0)
  public var kernel: InlineArray<3, Int> = .init(repeating: 0)
  public var stride: InlineArray<3, Int> = .init(repeating: 0)
  public var dilation: InlineArray<3, Int> = .init(repeating: 0)
  public var paddingBefore: InlineArray<3, Int> = .init(repeating: 0)
  public var paddingAfter: InlineArray<3, Int> = .init(repeating: 0)
  /// Whether positions count the last two spatial axes column by column.
  public var columnMajorIndices = false

  public init() {}

  public init?(_ record: borrowing OperationRecord) {
    var reader = AttributeReader(record)
    guard let pool = PoolKind(rawValue: UInt32(truncatingIfNeeded: reader.next())) else {
      return nil
    }
    self.pool = pool
    planes = reader.next()
    input = reader.nextArray()
    output = reader.nextArray()
    kernel = reader.nextArray()
    stride = reader.nextArray()
    dilation = reader.nextArray()
    paddingBefore = reader.nextArray()
    paddingAfter = reader.nextArray()
    columnMajorIndices = reader.next() != 0
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(Int(pool.rawValue))
    writer.append(planes)
    writer.append(input)
    writer.append(output)
    writer.append(kernel)
    writer.append(stride)
    writer.append(dilation)
    writer.append(paddingBefore)
    writer.append(paddingAfter)
    writer.append(columnMajorIndices ? 1 : 0)
  }
}
