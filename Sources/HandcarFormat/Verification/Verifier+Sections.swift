extension Verifier {
  /// Finds the known sections. They lie in ascending order, so that none overlaps another.
  mutating func verifySections(_ header: FileHeader) throws(VerificationError) {
    let entrySize = MemoryLayout<SectionRecord>.size
    let tableStart = Int(header.headerSize)
    let count = Int(truncatingIfNeeded: header.sectionCount)
    guard count >= 0, count <= Limits.maximumSectionCount,
      UInt64(count * entrySize) <= headSize - UInt64(tableStart)
    else { throw VerificationError(.sectionCount) }

    var end = UInt64(tableStart + count * entrySize)
    for index in 0..<count {
      let record = (base + tableStart + index * entrySize).loadUnaligned(as: SectionRecord.self)
      guard record.offset % UInt64(Limits.alignment) == 0, record.offset >= end,
        record.offset <= UInt64(bytes.count), record.size <= UInt64(bytes.count) - record.offset
      else { throw VerificationError(.sectionPlace, at: index) }
      end = record.offset + record.size

      guard let kind = SectionKind(rawValue: record.kind) else {
        guard record.flags & SectionRecord.requiredFlag == 0 else {
          throw VerificationError(.sectionUnknown, at: index)
        }
        continue
      }
      guard !sections[kind].isPresent else {
        throw VerificationError(.sectionRepeated, at: index)
      }
      guard kind.allowsRecords(record) else {
        throw VerificationError(.sectionRecords, at: index)
      }
      let verified = kind.verifiedSize(record)
      guard verified == 0 || record.offset + verified <= headSize else {
        throw VerificationError(.sectionPlace, at: index)
      }
      sections[kind] = SectionTable.Section(
        start: Int(record.offset), size: Int(record.size),
        recordCount: kind.recordLimits == nil ? 0 : record.recordCount,
        recordSize: kind.recordLimits == nil ? 0 : record.recordSize)
    }
    guard sections[.inputs].isPresent, sections[.outputs].isPresent, sections[.program].isPresent,
      sections[.layers].isPresent, sections[.names].isPresent
    else { throw VerificationError(.sectionMissing) }
    names = sections[.names]
    parameters = sections[.parameters]
  }

  /// Provenance is text: its last byte is its only zero.
  func verifyProvenance() throws(VerificationError) {
    let section = sections[.provenance]
    guard section.size == 0 || isText(at: base + section.start, size: section.size - 1) else {
      throw VerificationError(.text, in: .provenance)
    }
  }

  /// Whether `size` bytes without a zero are followed by one.
  func isText(at start: UnsafeRawPointer, size: Int) -> Bool {
    var index = 0
    while index + 8 <= size {
      let word = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      // The lowest zero byte borrows from its highest bit.
      if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { return false }
      index += 8
    }
    while index < size {
      if start.load(fromByteOffset: index, as: UInt8.self) == 0 { return false }
      index += 1
    }
    return start.load(fromByteOffset: size, as: UInt8.self) == 0
  }
}

extension SectionKind {
  /// The smallest record of this version and the largest number of them; nil for a section without.
  fileprivate var recordLimits: (size: Int, count: Int)? {
    switch self {
    case .inputs, .outputs: (MemoryLayout<TensorRecord>.size, Limits.maximumTensorCount)
    case .program: (MemoryLayout<OperationRecord>.size, Limits.maximumOperationCount)
    case .layers: (MemoryLayout<LayerRecord>.size, Limits.maximumLayerCount)
    case .testVectors: (MemoryLayout<TestVectorRecord>.size, Limits.maximumTestVectorCount)
    case .parameters, .names, .provenance: nil
    }
  }

  /// Whether the records are as long as this version's at least, aligned, and lie in their section.
  fileprivate func allowsRecords(_ section: SectionRecord) -> Bool {
    guard let limits = recordLimits else { return true }
    guard section.recordCount > 0 else { return true }
    return section.recordSize >= UInt32(limits.size) && section.recordSize % 8 == 0
      && section.recordCount <= UInt32(limits.count)
      && UInt64(section.recordCount) * UInt64(section.recordSize) <= section.size
  }

  /// Bytes at a section's start that are verified, and so must lie in the head. The records fit the section.
  fileprivate func verifiedSize(_ section: SectionRecord) -> UInt64 {
    switch self {
    case .inputs, .outputs, .program, .layers, .names, .provenance: section.size
    case .testVectors: UInt64(section.recordCount) * UInt64(section.recordSize)
    case .parameters: 0
    }
  }
}
