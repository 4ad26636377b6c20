import Foundation

/// The members of a zip file, stored or deflated, with the Zip64 extension that NumPy writes. Encryption and
/// archives in several parts are refused.
struct ZipArchive: Sendable {
  struct Member: Sendable {
    let name: String
    fileprivate let isDeflated: Bool
    fileprivate let checksum: UInt32
    fileprivate let compressed: Data
    fileprivate let byteCount: Int
  }

  private let file: String
  /// In the order of the directory.
  let members: [Member]

  /// DEFLATE cannot shrink more than this, so a larger claim is refused before anything is allocated.
  private static let maximumDeflateRatio = 1032

  init(_ data: Data, file: String) throws(ImportError) {
    self.file = file
    guard let directory = ZipDirectory(data) else {
      throw ImportError(file: file, "not a zip file, or truncated: it has no whole directory")
    }
    var members: [Member] = []
    for entry in directory.entries {
      members.append(try Self.member(entry, of: data, file: file))
    }
    guard Set(members.map(\.name)).count == members.count else {
      throw ImportError(file: file, "two members have the same name")
    }
    self.members = members
  }

  private static func member(
    _ entry: ZipDirectory.Entry, of data: Data, file: String
  ) throws(ImportError) -> Member {
    let name = entry.name
    guard entry.flags & 1 == 0 else { throw ImportError(file: file, "'\(name)' is encrypted") }
    guard entry.method == 0 || entry.method == 8 else {
      throw ImportError(
        file: file, "'\(name)' uses zip compression method \(entry.method); only 0 and 8 are known")
    }
    // The local header repeats the entry, with a name and extra field whose lengths may differ.
    let header = entry.localHeaderOffset
    guard data.littleEndian(UInt32.self, at: header) == 0x0403_4B50,
      let nameLength = data.littleEndian(UInt16.self, at: header + 26),
      let extraLength = data.littleEndian(UInt16.self, at: header + 28),
      let compressed = data.slice(
        at: header + 30 + Int(nameLength) + Int(extraLength), length: entry.compressedByteCount)
    else {
      throw ImportError(file: file, "'\(name)' lies outside the file")
    }
    let isDeflated = entry.method == 8
    let largest = compressed.count.multipliedReportingOverflow(by: maximumDeflateRatio)
    guard
      isDeflated
        ? largest.overflow || entry.byteCount <= largest.partialValue
        : entry.byteCount == compressed.count
    else {
      throw ImportError(file: file, "'\(name)' cannot have \(entry.byteCount) bytes")
    }
    return Member(
      name: name, isDeflated: isDeflated, checksum: entry.checksum, compressed: compressed,
      byteCount: entry.byteCount)
  }

  /// The bytes of a member, decompressed and checked against its CRC-32.
  func contents(of member: Member) throws(ImportError) -> Data {
    let bytes: Data
    if member.isDeflated {
      do {
        bytes = try Inflate.inflate(member.compressed, byteCount: member.byteCount)
      } catch {
        throw ImportError(
          file: file, "'\(member.name)' is damaged: its compressed data is \(error)")
      }
    } else {
      bytes = member.compressed
    }
    guard crc32(bytes) == member.checksum else {
      throw ImportError(file: file, "'\(member.name)' is damaged: its checksum differs")
    }
    return bytes
  }
}
