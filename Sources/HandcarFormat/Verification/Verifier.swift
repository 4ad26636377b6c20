/// Checks a file once, so that nothing that reads it afterwards needs a check: every offset, size and
/// index that can be reached lies inside the file or the arena, whatever the bytes are.
///
/// Reads the head of the file alone, in time linear in its size: no parameter is an offset, a size or an index. There
/// is no recursion and no allocation.
struct Verifier {
  let bytes: UnsafeRawBufferPointer
  /// Everything that is verified lies before this offset.
  var headSize: UInt64 = 0
  var arenaSize = 0
  var sections: SectionTable
  /// Out of the table, for every text and operand is compared with them.
  var names = SectionTable.Section()
  var parameters = SectionTable.Section()

  /// Verifies the header and finds the sections.
  init(_ bytes: UnsafeRawBufferPointer, base: UnsafeRawPointer) throws(VerificationError) {
    self.bytes = bytes
    sections = SectionTable(base: base)
    try verifySections(verifyHeader())
  }

  var base: UnsafeRawPointer { sections.base }
}

extension ModelView {
  /// Verifies the bytes of a file, which must start on a multiple of `Limits.alignment`.
  ///
  /// Cost: proportional to the size of the head; the parameters are not read. `isIntact` reads them, too.
  public init(verifying bytes: UnsafeRawBufferPointer) throws(VerificationError) {
    guard let base = bytes.baseAddress else { throw VerificationError(.notAModel) }
    // Constant from here on: a variable would be copied for each of the calls.
    let verifier = try Verifier(bytes, base: base)
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
  private mutating func verifyHeader() throws(VerificationError) -> FileHeader {
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
    guard hasChecksum(header) else { throw VerificationError(.checksum) }
    headSize = header.headSize == 0 ? header.fileSize : header.headSize
    guard header.headerSize >= UInt32(MemoryLayout<FileHeader>.size), header.headerSize % 8 == 0,
      header.headerSize <= headSize
    else { throw VerificationError(.header) }
    // Room above the limit keeps sums of an arena's size and small numbers inside Int.
    guard header.arenaSize % UInt64(Limits.alignment) == 0,
      header.arenaSize <= min(Limits.maximumByteCount, UInt64(Int.max / 2))
    else { throw VerificationError(.arenaSize) }
    arenaSize = Int(header.arenaSize)
    return header
  }

  /// Whether the head is as it was written, or in a file of version 0.1 the whole. A header without room for itself in
  /// its head is damaged, too.
  private func hasChecksum(_ header: FileHeader) -> Bool {
    guard header.headSize != 0 else { return header.checksum == FileHeader.checksum(of: bytes) }
    guard header.headSize >= UInt64(MemoryLayout<FileHeader>.size),
      header.headSize <= UInt64(bytes.count)
    else { return false }
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<Int(header.headSize)])
    return header.headChecksum == FileHeader.headChecksum(of: head)
  }
}
