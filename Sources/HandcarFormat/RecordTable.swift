/// The records of a section, where they lie. A record may be longer than this version's structure.
///
/// Valid while the file's bytes are; indices are the caller's responsibility.
public struct RecordTable<Record> {
  let base: UnsafeRawPointer
  let recordSize: UInt32
  private let recordCount: UInt32

  init(base: UnsafeRawPointer, count: UInt32, recordSize: UInt32) {
    self.base = base
    self.recordCount = count
    self.recordSize = recordSize
  }

  public var count: Int { Int(truncatingIfNeeded: recordCount) }

  /// Address of record `index`.
  public func address(_ index: Int) -> UnsafePointer<Record> {
    (base + index &* Int(truncatingIfNeeded: recordSize)).assumingMemoryBound(to: Record.self)
  }

  public subscript(index: Int) -> Record { address(index).pointee }
}
