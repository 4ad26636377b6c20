import HandcarFormat
import Testing

/// The structures are the file format: sizes and offsets must never move.
@Suite struct RecordLayoutTests {
  @Test func sizes() {
    #expect(MemoryLayout<FileHeader>.size == 64)
    #expect(MemoryLayout<SectionRecord>.size == 32)
    #expect(MemoryLayout<TextReference>.size == 8)
    #expect(MemoryLayout<TensorRecord>.size == 64)
    #expect(MemoryLayout<LayerRecord>.size == 64)
    #expect(MemoryLayout<TestVectorRecord>.size == 32)
    #expect(MemoryLayout<Operand>.size == 24)
    #expect(MemoryLayout<OperationRecord>.size == 320)
    #expect(MemoryLayout<OperationRecord>.alignment == 8)
    #expect(MemoryLayout<OperationRecord>.stride == 320)
  }

  @Test func header() {
    #expect(MemoryLayout<FileHeader>.offset(of: \.magic) == 0)
    #expect(MemoryLayout<FileHeader>.offset(of: \.majorVersion) == 8)
    #expect(MemoryLayout<FileHeader>.offset(of: \.minorVersion) == 10)
    #expect(MemoryLayout<FileHeader>.offset(of: \.headerSize) == 12)
    #expect(MemoryLayout<FileHeader>.offset(of: \.fileSize) == 16)
    #expect(MemoryLayout<FileHeader>.offset(of: \.checksum) == 24)
    #expect(MemoryLayout<FileHeader>.offset(of: \.sectionCount) == 28)
    #expect(MemoryLayout<FileHeader>.offset(of: \.arenaSize) == 32)
    #expect(MemoryLayout<FileHeader>.offset(of: \.byteOrder) == 40)
    #expect(MemoryLayout<FileHeader>.offset(of: \.headChecksum) == 44)
    #expect(MemoryLayout<FileHeader>.offset(of: \.headSize) == 48)
  }

  @Test func section() {
    #expect(MemoryLayout<SectionRecord>.offset(of: \.kind) == 0)
    #expect(MemoryLayout<SectionRecord>.offset(of: \.flags) == 4)
    #expect(MemoryLayout<SectionRecord>.offset(of: \.offset) == 8)
    #expect(MemoryLayout<SectionRecord>.offset(of: \.size) == 16)
    #expect(MemoryLayout<SectionRecord>.offset(of: \.recordCount) == 24)
    #expect(MemoryLayout<SectionRecord>.offset(of: \.recordSize) == 28)
  }

  @Test func tensor() {
    #expect(MemoryLayout<TensorRecord>.offset(of: \.name) == 0)
    #expect(MemoryLayout<TensorRecord>.offset(of: \.elementType) == 8)
    #expect(MemoryLayout<TensorRecord>.offset(of: \.rank) == 9)
    #expect(MemoryLayout<TensorRecord>.offset(of: \.dimensions) == 16)
    #expect(MemoryLayout<TensorRecord>.offset(of: \.arenaOffset) == 48)
    #expect(MemoryLayout<TensorRecord>.offset(of: \.byteCount) == 56)
  }

  @Test func layer() {
    #expect(MemoryLayout<LayerRecord>.offset(of: \.name) == 0)
    #expect(MemoryLayout<LayerRecord>.offset(of: \.kind) == 8)
    #expect(MemoryLayout<LayerRecord>.offset(of: \.detail) == 16)
    #expect(MemoryLayout<LayerRecord>.offset(of: \.firstOperation) == 24)
    #expect(MemoryLayout<LayerRecord>.offset(of: \.operationCount) == 28)
    #expect(MemoryLayout<LayerRecord>.offset(of: \.multiplyAdds) == 32)
    #expect(MemoryLayout<LayerRecord>.offset(of: \.parameterCount) == 40)
    #expect(MemoryLayout<LayerRecord>.offset(of: \.parameterByteCount) == 48)
  }

  @Test func testVector() {
    #expect(MemoryLayout<TestVectorRecord>.offset(of: \.offset) == 0)
    #expect(MemoryLayout<TestVectorRecord>.offset(of: \.size) == 8)
    #expect(MemoryLayout<TestVectorRecord>.offset(of: \.absoluteTolerance) == 16)
    #expect(MemoryLayout<TestVectorRecord>.offset(of: \.relativeTolerance) == 20)
  }

  @Test func operation() {
    #expect(MemoryLayout<Operand>.offset(of: \.space) == 0)
    #expect(MemoryLayout<Operand>.offset(of: \.offset) == 8)
    #expect(MemoryLayout<Operand>.offset(of: \.byteCount) == 16)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.kind) == 0)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.elementType) == 2)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.activation) == 3)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.layer) == 4)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.alpha) == 8)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.beta) == 12)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.epsilon) == 16)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.operands) == 32)
    #expect(MemoryLayout<OperationRecord>.offset(of: \.attributes) == 176)
  }
}
