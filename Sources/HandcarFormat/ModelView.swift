internal import _HandcarShims

/// A verified file, where it lies in memory: what the executor and every other reader work on.
///
/// Only the verifier makes one, so each offset, size and index in it is inside the file or the arena.
/// It borrows the bytes: they must stay unchanged as long as the view is used.
public struct ModelView {
  /// The whole file.
  public let bytes: UnsafeRawBufferPointer
  /// Bytes of working memory that the program needs, a multiple of `Limits.alignment`.
  public let arenaSize: Int
  public let inputs: RecordTable<TensorRecord>
  public let outputs: RecordTable<TensorRecord>
  public let operations: RecordTable<OperationRecord>
  public let layers: RecordTable<LayerRecord>
  public let testVectors: RecordTable<TestVectorRecord>
  let names: UnsafeRawPointer
  /// Start of the parameters section, in which `Operand.Space.parameters` counts.
  public let parameters: UnsafeRawPointer
  private let provenanceStart: UnsafeRawPointer?

  init(
    bytes: UnsafeRawBufferPointer, arenaSize: Int, sections: borrowing SectionTable
  ) {
    let base = sections.base
    self.bytes = bytes
    self.arenaSize = arenaSize
    inputs = sections.records(.inputs)
    outputs = sections.records(.outputs)
    operations = sections.records(.program)
    layers = sections.records(.layers)
    testVectors = sections.records(.testVectors)
    names = base + sections[.names].start
    parameters = base + sections[.parameters].start
    let provenance = sections[.provenance]
    provenanceStart = provenance.size > 0 ? base + provenance.start : nil
  }

  /// The zero-terminated bytes of a name.
  public func text(_ reference: TextReference) -> UnsafePointer<CChar> {
    (names + Int(reference.offset)).assumingMemoryBound(to: CChar.self)
  }

  /// Where the model came from, as zero-terminated JSON text; nil when the file does not say.
  public var provenance: UnsafePointer<CChar>? {
    provenanceStart?.assumingMemoryBound(to: CChar.self)
  }

  /// The bytes of a test vector: inputs, then outputs, each on a multiple of `Limits.alignment`.
  public func testVectorBytes(_ index: Int) -> UnsafeRawPointer {
    testVectors.base + Int(testVectors[index].offset)
  }
}
