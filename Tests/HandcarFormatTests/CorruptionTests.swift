import HandcarFormat
import TestSupport
import Testing

/// One field of an otherwise good file made wrong, with the checksums mended.
struct Corruption: Sendable, CustomStringConvertible {
  let description: String
  let fault: VerificationError.Fault
  let apply: @Sendable (inout CorruptibleFile) -> Void

  init(
    _ description: String, _ fault: VerificationError.Fault,
    _ apply: @escaping @Sendable (inout CorruptibleFile) -> Void
  ) {
    (self.description, self.fault, self.apply) = (description, fault, apply)
  }
}

@Suite struct CorruptionTests {
  @Test(arguments: header + sections + records + operations)
  func refuses(_ corruption: Corruption) {
    var file = CorruptibleFile(SampleModels.linear().build())
    corruption.apply(&file)
    #expect(fault(of: file.sealed) == corruption.fault)
  }

  static let header: [Corruption] = [
    Corruption("magic", .notAModel) { $0.store(UInt8(0x49), at: 0) },
    Corruption("line ending", .notAModel) { $0.store(UInt8(0x0A), at: 4) },
    Corruption("major version", .otherVersion) { $0.store(UInt16(1), at: 8) },
    Corruption("byte order", .byteOrder) { $0.store(UInt32(0x0403_0201), at: 40) },
    Corruption("header too small", .header) { $0.store(UInt32(56), at: 12) },
    Corruption("header misaligned", .header) { $0.store(UInt32(68), at: 12) },
    Corruption("header beyond the file", .header) { $0.store(UInt32(0xFFFF_FFF8), at: 12) },
    Corruption("arena not in 64s", .arenaSize) { $0.store(UInt64(65), at: 32) },
    Corruption("arena huge", .arenaSize) { $0.store(UInt64.max - 63, at: 32) },
    Corruption("arena beyond the limit", .arenaSize) { $0.store(UInt64(1) << 41, at: 32) },
    Corruption("no sections", .sectionMissing) { $0.store(UInt32(0), at: 28) },
    Corruption("65 sections", .sectionCount) { $0.store(UInt32(65), at: 28) },
    Corruption("2^32 sections", .sectionCount) { $0.store(UInt32.max, at: 28) },
    Corruption("table beyond the file", .sectionCount) {
      $0.store(UInt32($0.headSize - 8), at: 12)
    },
    Corruption("head without a header", .checksum) { $0.store(UInt64(63), at: 48) },
    Corruption("head beyond the file", .checksum) {
      $0.store(UInt64($0.bytes.count + 1), at: 48)
    },
    Corruption("head huge", .checksum) { $0.store(UInt64.max, at: 48) },
    Corruption("head without a table", .sectionCount) { $0.store(UInt64(64), at: 48) },
  ]

  static let sections: [Corruption] = [
    Corruption("unknown and required", .sectionUnknown) {
      $0.storeSection(.layers, field: 0, UInt32(9))
    },
    Corruption("repeated", .sectionRepeated) { $0.storeSection(.layers, field: 0, UInt32(1)) },
    Corruption("missing", .sectionMissing) {
      $0.storeSection(.layers, field: 4, UInt32(0))
      $0.storeSection(.layers, field: 0, UInt32(9))
    },
    Corruption("offset misaligned", .sectionPlace) {
      $0.storeSection(.parameters, field: 8, UInt64($0.start(.parameters) + 8))
    },
    Corruption("offset beyond the file", .sectionPlace) {
      $0.storeSection(.provenance, field: 8, UInt64(1 << 20))
    },
    Corruption("offset huge", .sectionPlace) {
      $0.storeSection(.parameters, field: 8, UInt64.max - 63)
    },
    Corruption("offset in the header", .sectionPlace) {
      $0.storeSection(.inputs, field: 8, UInt64(0))
    },
    Corruption("overlap", .sectionPlace) {
      $0.storeSection(.outputs, field: 8, UInt64($0.start(.inputs)))
    },
    Corruption("names behind the head", .sectionPlace) {
      $0.store(UInt64($0.start(.names) + 1), at: 48)
    },
    Corruption("records of test vectors behind the head", .sectionPlace) {
      $0.store($0.headSize - 1, at: 48)
    },
    Corruption("size huge", .sectionPlace) { $0.storeSection(.provenance, field: 16, UInt64.max) },
    Corruption("record too short", .sectionRecords) {
      $0.storeSection(.program, field: 28, UInt32(312))
    },
    Corruption("record misaligned", .sectionRecords) {
      $0.storeSection(.testVectors, field: 28, UInt32(36))
    },
    Corruption("too many records", .sectionRecords) {
      $0.storeSection(.inputs, field: 24, UInt32.max)
    },
    Corruption("records beyond the section", .sectionRecords) {
      $0.storeSection(.layers, field: 24, UInt32(2))
    },
    Corruption("records of huge size", .sectionRecords) {
      $0.storeSection(.program, field: 28, UInt32.max - 7)
    },
    Corruption("provenance unterminated", .text) {
      $0.store(UInt8(1), in: .provenance, at: "{\"tool\":\"test\"}".utf8.count)
    },
    Corruption("zero inside provenance", .text) { $0.store(UInt8(0), in: .provenance, at: 3) },
  ]

  static let records: [Corruption] = [
    Corruption("name outside", .text) { $0.store(UInt32(1 << 16), in: .inputs, at: 0) },
    Corruption("name wraps around", .text) { $0.store(UInt32.max, in: .outputs, at: 0) },
    Corruption("name too long", .text) { $0.store(UInt32.max, in: .inputs, at: 4) },
    Corruption("zero inside a name", .text) { $0.store(UInt32(10), in: .inputs, at: 4) },
    Corruption("name unterminated", .text) { $0.store(UInt32(3), in: .inputs, at: 4) },
    Corruption("layer's name", .text) { $0.store(UInt32(1 << 16), in: .layers, at: 0) },
    Corruption("layer's kind", .text) { $0.store(UInt32(1 << 16), in: .layers, at: 8) },
    Corruption("layer's detail", .text) { $0.store(UInt32(1 << 16), in: .layers, at: 16) },
    Corruption("unknown element type", .elementType) { $0.store(UInt8(8), in: .inputs, at: 8) },
    Corruption("rank 9", .tensorShape) { $0.store(UInt8(9), in: .inputs, at: 9) },
    Corruption("dimension too large", .tensorShape) { $0.store(UInt32.max, in: .inputs, at: 16) },
    Corruption("product overflows", .tensorShape) {
      for axis in 0..<8 { $0.store(UInt32(1 << 30), in: .inputs, at: 16 + 4 * axis) }
      $0.store(UInt8(8), in: .inputs, at: 9)
    },
    Corruption("byte count differs", .tensorShape) { $0.store(UInt64(20), in: .inputs, at: 56) },
    Corruption("tensor misaligned", .tensorPlace) { $0.store(UInt64(16), in: .inputs, at: 48) },
    Corruption("tensor outside", .tensorPlace) { $0.store(UInt64(128), in: .outputs, at: 48) },
    Corruption("tensor wraps around", .tensorPlace) {
      $0.store(UInt64.max - 63, in: .outputs, at: 48)
    },
    Corruption("arena too small", .tensorPlace) { $0.store(UInt64(64), at: 32) },
    Corruption("layer skips", .layerOperations) { $0.store(UInt32(1), in: .layers, at: 24) },
    Corruption("layer short", .layerOperations) { $0.store(UInt32(0), in: .layers, at: 28) },
    Corruption("layer long", .layerOperations) { $0.store(UInt32.max, in: .layers, at: 28) },
    Corruption("vector misaligned", .testVectorPlace) {
      $0.store(UInt64(72), in: .testVectors, at: 0)
    },
    Corruption("vector outside", .testVectorPlace) {
      $0.store(UInt64(1 << 40), in: .testVectors, at: 0)
    },
    Corruption("vector wraps around", .testVectorPlace) {
      $0.store(UInt64.max - 63, in: .testVectors, at: 0)
    },
    Corruption("vector too small", .testVectorPlace) {
      $0.store(UInt64(79), in: .testVectors, at: 8)
    },
    Corruption("negative tolerance", .testVectorTolerance) {
      $0.store(Float(-1), in: .testVectors, at: 16)
    },
    Corruption("tolerance not a number", .testVectorTolerance) {
      $0.store(Float.nan, in: .testVectors, at: 20)
    },
  ]

  /// The file's operation is `y[1][4][1] = matrix[4][4] · x[1][4][1] + bias[4]`.
  static let operations: [Corruption] = [
    Corruption("kind 0", .operationKind) { $0.store(UInt16(0), in: .program, at: 0) },
    Corruption("kind 13", .operationKind) { $0.store(UInt16(13), in: .program, at: 0) },
    Corruption("unknown type", .elementType) { $0.store(UInt8(0), in: .program, at: 2) },
    Corruption("integer type", .operationType) { $0.store(UInt8(6), in: .program, at: 2) },
    Corruption("unknown activation", .operationType) { $0.store(UInt8(6), in: .program, at: 3) },
    Corruption("other layer", .operationLayer) { $0.store(UInt32(1), in: .program, at: 4) },
    Corruption("empty batch", .operationAttributes) { $0.store(UInt32(0), in: .program, at: 176) },
    Corruption("huge batch", .operationAttributes) {
      $0.store(UInt32.max, in: .program, at: 176)
    },
    Corruption("other batch", .operandSize) { $0.store(UInt32(2), in: .program, at: 176) },
    Corruption("other depth", .operandSize) { $0.store(UInt32(5), in: .program, at: 180) },
    Corruption("other rows", .operandSize) { $0.store(UInt32(3), in: .program, at: 184) },
    Corruption("other columns", .operandSize) { $0.store(UInt32(1 << 30), in: .program, at: 188) },
    Corruption("other layout", .operandSize) { $0.store(UInt32(1), in: .program, at: 192) },
    Corruption("unknown layout", .operationAttributes) {
      $0.store(UInt32(2), in: .program, at: 192)
    },
    Corruption("no bias mode", .operandPresence) { $0.store(UInt32(0), in: .program, at: 196) },
    Corruption("full bias of period 0", .operationAttributes) {
      $0.store(UInt32(2), in: .program, at: 196)
    },
    Corruption("input absent", .operandPresence) { $0.store(UInt32(0), in: .program, at: 32) },
    Corruption("unknown space", .operandPlace) { $0.store(UInt32(3), in: .program, at: 32) },
    Corruption("output absent", .operandPresence) { $0.store(UInt32(0), in: .program, at: 152) },
    Corruption("output in parameters", .operandPlace) {
      $0.store(UInt32(2), in: .program, at: 152)
    },
    Corruption("scratch not wanted", .operandPresence) {
      $0.store(UInt32(1), in: .program, at: 128)
    },
    Corruption("input size", .operandSize) { $0.store(UInt64(12), in: .program, at: 48) },
    Corruption("input misaligned", .operandPlace) { $0.store(UInt64(2), in: .program, at: 40) },
    Corruption("input outside", .operandPlace) { $0.store(UInt64(116), in: .program, at: 40) },
    Corruption("input wraps around", .operandPlace) {
      $0.store(UInt64.max - 15, in: .program, at: 40)
    },
    Corruption("matrix outside", .operandPlace) { $0.store(UInt64(1 << 20), in: .program, at: 64) },
    Corruption("output on input", .operandOverlap) { $0.store(UInt64(0), in: .program, at: 160) },
    Corruption("output beside input", .operandOverlap) {
      $0.store(UInt64(12), in: .program, at: 160)
    },
  ]
}
