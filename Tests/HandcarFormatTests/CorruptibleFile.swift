import HandcarFormat
import TestSupport

/// A file whose fields can be overwritten one by one.
struct CorruptibleFile {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The file with the right size and checksums.
  var sealed: [UInt8] {
    var file = bytes
    HandcarFileBuilder.seal(&file)
    return file
  }

  var sectionCount: Int { Int(load(UInt32.self, at: 28)) }

  /// Bytes that are verified.
  var headSize: UInt64 { load(UInt64.self, at: 48) }

  /// Where an entry of the section table lies.
  func entry(at index: Int) -> Int { 64 + 32 * index }

  /// Where the content of a section starts.
  func start(_ kind: SectionKind) -> Int { Int(load(UInt64.self, at: entry(kind) + 8)) }

  func load<Value: BitwiseCopyable>(_ type: Value.Type, at offset: Int) -> Value {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  mutating func store<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
  }

  /// Overwrites a field of the first record of a section.
  mutating func store<Value: BitwiseCopyable>(
    _ value: Value, in kind: SectionKind, at offset: Int
  ) {
    store(value, at: start(kind) + offset)
  }

  /// Overwrites a field of a section's entry in the table.
  mutating func storeSection<Value: BitwiseCopyable>(
    _ kind: SectionKind, field: Int, _ value: Value
  ) {
    store(value, at: entry(kind) + field)
  }

  private func entry(_ kind: SectionKind) -> Int {
    let index = (0..<sectionCount).first { load(UInt32.self, at: entry(at: $0)) == kind.rawValue }
    return entry(at: index!)
  }
}
