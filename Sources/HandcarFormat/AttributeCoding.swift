/// Reads the attributes of an operation record one after the other, where they lie: the record is not copied, and must
/// outlive the reader.
public struct AttributeReader {
  private let attributes: UnsafePointer<UInt32>
  private var position = 0

  public init(_ record: UnsafePointer<OperationRecord>) { attributes = record.attributes }

  /// The next attribute as an unsigned number; zero past the end.
  public mutating func next() -> Int {
    guard position < OperationRecord.attributeCount else { return 0 }
    defer { position += 1 }
    return Int(truncatingIfNeeded: attributes[position])
  }

  /// The next attribute as a signed number.
  public mutating func nextSigned() -> Int { Int(Int32(truncatingIfNeeded: next())) }

  /// The next two attributes, low half first.
  public mutating func nextInt64() -> Int64 {
    let low = UInt64(UInt32(truncatingIfNeeded: next()))
    let high = UInt64(UInt32(truncatingIfNeeded: next()))
    return Int64(bitPattern: high << 32 | low)
  }

  /// The next attributes as a fixed-size array.
  public mutating func nextArray<let count: Int>() -> InlineArray<count, Int> {
    var result = InlineArray<count, Int>(repeating: 0)
    for index in 0..<count { result[index] = next() }
    return result
  }

  /// The next attributes as a fixed-size array of signed numbers.
  public mutating func nextSignedArray<let count: Int>() -> InlineArray<count, Int> {
    var result = InlineArray<count, Int>(repeating: 0)
    for index in 0..<count { result[index] = nextSigned() }
    return result
  }
}

/// Writes the attributes of an operation record one after the other. Numbers must be within
/// `Limits.maximumDimension`; the writer's caller checks that.
public struct AttributeWriter {
  public private(set) var attributes = InlineArray<36, UInt32>(repeating: 0)
  private var position = 0

  public init() {}

  public mutating func append(_ value: Int) {
    attributes[position] = UInt32(truncatingIfNeeded: value)
    position += 1
  }

  public mutating func append(_ value: Int64) {
    append(Int(truncatingIfNeeded: value))
    append(Int(truncatingIfNeeded: value >> 32))
  }

  public mutating func append<let count: Int>(_ values: InlineArray<count, Int>) {
    for index in 0..<count { append(values[index]) }
  }
}
