import Foundation
import HandcarFormat

/// The section table of a `.hcar` file, for reports.
struct FileSections {
  struct Section {
    let name: String
    let offset: Int
    let byteCount: Int
    let recordCount: Int
  }

  let majorVersion: Int
  let minorVersion: Int
  /// Bytes of working memory of the program alone.
  let programArenaSize: Int
  let sections: [Section]

  /// Reads header and table; nil for a file that is too short. Meant for a file that the runtime
  /// has opened, and so verified, before.
  init?(contentsOf path: String) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    else { return nil }
    func load<Record>(_: Record.Type, at offset: Int) -> Record? {
      guard offset >= 0, offset <= data.count, MemoryLayout<Record>.size <= data.count - offset
      else { return nil }
      return data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Record.self) }
    }
    guard let header = load(FileHeader.self, at: 0), header.magic == FileHeader.magicNumber,
      Int(header.sectionCount) <= Limits.maximumSectionCount
    else { return nil }
    majorVersion = Int(header.majorVersion)
    minorVersion = Int(header.minorVersion)
    programArenaSize = Int(clamping: header.arenaSize)
    sections = (0..<Int(header.sectionCount)).compactMap { index in
      let offset = Int(header.headerSize) + index * MemoryLayout<SectionRecord>.stride
      return load(SectionRecord.self, at: offset).map {
        Section(
          name: SectionKind(rawValue: $0.kind).map { "\($0)" } ?? "kind \($0.kind)",
          offset: Int(clamping: $0.offset), byteCount: Int(clamping: $0.size),
          recordCount: Int($0.recordCount))
      }
    }
  }

  /// Whether a file begins as a `.hcar` file does, or is called like one.
  static func isModel(_ path: String) -> Bool {
    if path.hasSuffix(".hcar") { return true }
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    let start = (try? handle.read(upToCount: 8)) ?? Data()
    return start.count == 8
      && start.withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) == FileHeader.magicNumber
      }
  }
}
