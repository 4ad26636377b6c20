import HandcarFormat
import TestSupport
import Testing

/// The structure of one kind, for tests that treat all kinds alike.
struct AnyKind: Sendable, CustomStringConvertible {
  let kind: OperationKind
  let decode: @Sendable (OperationRecord) -> (any OperationAttributes)?
  var description: String { "\(kind)" }

  init<Attributes: OperationAttributes & SendableMetatype>(_ type: Attributes.Type) {
    kind = Attributes.kind
    decode = { Attributes($0) }
  }

  static let all = [
    AnyKind(ContractionAttributes.self), AnyKind(ConvolutionAttributes.self),
    AnyKind(PoolAttributes.self), AnyKind(BinaryAttributes.self),
    AnyKind(ActivateAttributes.self), AnyKind(SoftmaxAttributes.self),
    AnyKind(PermuteAttributes.self), AnyKind(CopyAttributes.self), AnyKind(PadAttributes.self),
    AnyKind(ReduceMeanAttributes.self), AnyKind(MatrixProductAttributes.self),
    AnyKind(NormalizeAttributes.self),
  ]
}

@Suite struct AttributeCodingTests {
  @Test func everyKindHasItsStructure() {
    #expect(AnyKind.all.map(\.kind.rawValue) == Array(1...6) + [7, 8, 9, 10, 11, 12])
  }

  /// Small numbers in every place decode, and encode to the same places.
  @Test(arguments: AnyKind.all) func roundTrip(_ kind: AnyKind) throws {
    var record = OperationRecord()
    for index in 0..<OperationRecord.attributeCount { record.attributes[index] = UInt32(index % 2) }
    let attributes = try #require(kind.decode(record))
    var writer = AttributeWriter()
    attributes.encode(with: &writer)
    var used = 0
    for index in 0..<OperationRecord.attributeCount where writer.attributes[index] != 0 {
      used = index + 1
    }
    #expect(used > 0)
    for index in 0..<used { #expect(writer.attributes[index] == record.attributes[index]) }
  }

  @Test func wideNumbers() {
    var attributes = ActivateAttributes()
    (attributes.count, attributes.integerLow, attributes.integerHigh) = (3, .min, .max - 1)
    let decoded = ActivateAttributes(OperationRecord(attributes))
    #expect(decoded?.integerLow == .min && decoded?.integerHigh == .max - 1)
    var pad = PadAttributes()
    pad.before[7] = -5
    #expect(PadAttributes(OperationRecord(pad))?.before[7] == -5)
  }

  /// Whatever the attributes hold, checking them ends without a trap and never promises memory beyond
  /// the limit.
  @Test(arguments: AnyKind.all) func anyAttributesAreSafeToCheck(_ kind: AnyKind) {
    let values: [UInt32] = [
      0, 1, 2, 3, 16, 17, 1 << 10, 1 << 20, 1 << 30, (1 << 30) + 1, 1 << 31, .max - 1, .max,
    ]
    let types: [ElementType] = [.float32, .int8, .int64, .bool]
    var generator = SeededGenerator(seed: 11)
    for round in 0..<1_000 {
      var record = OperationRecord()
      for index in 0..<OperationRecord.attributeCount {
        let limit = round % 2 == 0 ? values.count : 5
        record.attributes[index] = values[Int.random(in: 0..<limit, using: &generator)]
      }
      guard let attributes = kind.decode(record) else { continue }
      _ = attributes.isValid
      var largest: UInt64 = 0
      for index in 0..<OperationRecord.operandCount {
        _ = attributes.mayOverwrite(index)
        for type in types {
          _ = attributes.operandAlignment(index, of: type)
          largest = max(largest, attributes.operandByteCount(index, of: type) ?? 0)
        }
      }
      #expect(largest <= Limits.maximumByteCount, "round \(round)")
    }
  }
}
