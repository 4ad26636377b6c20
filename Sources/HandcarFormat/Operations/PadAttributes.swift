/// Attributes of padding, or, where `before` is negative, of cropping.
///
/// Operands: 0 input, output. `value` holds the constant's bits in its low bytes.
public struct PadAttributes: OperationAttributes {
  public static var kind: OperationKind { .pad }

  public var mode = PadMode.constant
  public var rank = 0
  public var inputSizes: InlineArray<8, Int> = .init(repeating: 0)
  public var outputSizes: InlineArray<8, Int> = .init(repeating: 0)
  /// Elements in front of the input along each axis; negative crops.
  public var before: InlineArray<8, Int> = .init(repeating: 0)
  public var value: Int64 = 0

  public init() {}

  public init?(_ record: borrowing OperationRecord) {
    var reader = AttributeReader(record)
    guard let mode = PadMode(rawValue: UInt32(truncatingIfNeeded: reader.next())) else {
      return nil
    }
    self.mode = mode
    rank = reader.next()
    inputSizes = reader.nextArray()
    outputSizes = reader.nextArray()
    before = reader.nextSignedArray()
    value = reader.nextInt64()
  }

  public func encode(with writer: inout AttributeWriter) {
    writer.append(Int(mode.rawValue))
    writer.append(rank)
    writer.append(inputSizes)
    writer.append(outputSizes)
    writer.append(before)
    writer.append(value)
  }
}
