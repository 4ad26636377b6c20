internal import _HandcarShims

/// Checks a file once, so that nothing that reads it afterwards needs a check: every offset, size and
/// index that can be reached lies inside the file or the arena, whatever the bytes are.
///
/// Time is linear in the size of the file. There is no recursion and no allocation.
struct Verifier {
  let bytes: UnsafeRawBufferPointer
  var arenaSize = 0
  var sections: SectionTable

  init(_ bytes: UnsafeRawBufferPointer, base: UnsafeRawPointer) {
    self.bytes = bytes
    sections = SectionTable(base: base)
  }

  var base: UnsafeRawPointer { sections.base }
}

extension ModelView {
  /// Verifies the bytes of a file, which must start on a multiple of `Limits.alignment`.
  ///
  /// Cost: the checksum reads every byte once; the rest is proportional to the number of records.
  public init(verifying bytes: UnsafeRawBufferPointer) throws(VerificationError) {
    guard let base = bytes.baseAddress else { throw VerificationError(.notAModel) }
    var verifier = Verifier(bytes, base: base)
    let header = try verifier.verifyHeader()
    try verifier.verifySections(header)
    try verifier.verifyProvenance()
    try verifier.verifyTensors(.inputs)
    try verifier.verifyTensors(.outputs)
    try verifier.verifyLayers()
    try verifier.verifyTestVectors()
    try verifier.verifyOperations()
    self.init(bytes: bytes, arenaSize: verifier.arenaSize, sections: verifier.sections)
  }
}

extension Verifier {
  mutating func verifyHeader() throws(VerificationError) -> FileHeader {
    guard bytes.count >= MemoryLayout<UInt64>.size,
      base.loadUnaligned(as: UInt64.self) == FileHeader.magicNumber
    else { throw VerificationError(.notAModel) }
    guard bytes.count >= MemoryLayout<FileHeader>.size else { throw VerificationError(.truncated) }

    let header = base.loadUnaligned(as: FileHeader.self)
    guard header.majorVersion == FileHeader.currentMajorVersion else {
      throw VerificationError(.otherVersion)
    }
    guard header.byteOrder == FileHeader.byteOrderMark else { throw VerificationError(.byteOrder) }
    guard header.fileSize <= UInt64(bytes.count) else { throw VerificationError(.truncated) }
    guard header.fileSize >= UInt64(bytes.count) else { throw VerificationError(.tooLong) }
    guard header.checksum == FileHeader.checksum(of: bytes) else {
      throw VerificationError(.checksum)
    }
    guard header.headerSize >= UInt32(MemoryLayout<FileHeader>.size), header.headerSize % 8 == 0,
      header.headerSize <= header.fileSize
    else { throw VerificationError(.header) }
    // Room above the limit keeps sums of an arena's size and small numbers inside Int.
    guard header.arenaSize % UInt64(Limits.alignment) == 0,
      header.arenaSize <= min(Limits.maximumByteCount, UInt64(Int.max / 2))
    else { throw VerificationError(.arenaSize) }
    arenaSize = Int(header.arenaSize)
    return header
  }
}

extension FileHeader {
  /// CRC-32C of a file with the header's `checksum` field taken as zero. `bytes` must hold a header.
  public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    let field = 24
    guard let base = bytes.baseAddress, bytes.count >= MemoryLayout<FileHeader>.size else {
      return 0
    }
    var zero: UInt32 = 0
    var checksum = hcos_crc32c(0, base, field)
    checksum = hcos_crc32c(checksum, &zero, 4)
    return hcos_crc32c(checksum, base + field + 4, bytes.count - field - 4)
  }
}
