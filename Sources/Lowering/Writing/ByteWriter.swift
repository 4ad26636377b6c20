import HandcarFormat

/// Appends little-endian numbers to a growing run of bytes.
///
/// Records are written field by field, so that a file never depends on how the compiler lays a structure out.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: Float) { append(value.bitPattern) }

  mutating func append(_ contents: [UInt8]) { bytes.append(contentsOf: contents) }

  /// Appends zeros up to the next multiple of `Limits.alignment`.
  mutating func align() {
    let rest = bytes.count % Limits.alignment
    if rest > 0 { bytes.append(contentsOf: repeatElement(0, count: Limits.alignment - rest)) }
  }

  /// Fills in the checksums of a file whose header has none yet.
  mutating func seal(headSize: Int) {
    let head = bytes[..<headSize].withUnsafeBytes { FileHeader.headChecksum(of: $0) }
    store(head, at: Self.headChecksumField)
    store(bytes.withUnsafeBytes { FileHeader.checksum(of: $0) }, at: Self.checksumField)
  }

  private mutating func store(_ value: UInt32, at place: Range<Int>) {
    withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(place, with: $0) }
  }
}
