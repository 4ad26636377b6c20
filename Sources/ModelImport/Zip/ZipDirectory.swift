import Foundation

/// The central directory at the end of a zip file (PKWARE APPNOTE 6.3, sections 4.3.12 to 4.3.16).
struct ZipDirectory {
  struct Entry {
    var name: String
    var flags: UInt16
    var method: UInt16
    var checksum: UInt32
    var compressedByteCount: Int
    var byteCount: Int
    var localHeaderOffset: Int
  }

  private(set) var entries: [Entry] = []

  /// Nil when there is no directory or it is not wholly inside the file.
  init?(_ data: Data) {
    guard let end = Self.endRecord(of: data), let (count, start) = Self.extent(data, end: end)
    else { return nil }
    var at = start
    // Each entry takes 46 bytes at least, so a false count ends at the end of the file.
    for _ in 0..<count {
      guard let (entry, length) = Self.entry(data, at: at) else { return nil }
      entries.append(entry)
      at += length
    }
  }

  /// Where the end record lies: searched backwards, for it ends with a comment of at most 65,535 bytes.
  private static func endRecord(of data: Data) -> Int? {
    let last = data.count - 22
    guard last >= 0 else { return nil }
    return (max(0, last - 65_535)...last).reversed().first { at in
      data.littleEndian(UInt32.self, at: at) == 0x0605_4B50
        && data.littleEndian(UInt16.self, at: at + 20).map { Int($0) == last - at } == true
    }
  }

  /// The number of entries and the offset of the first.
  private static func extent(_ data: Data, end: Int) -> (count: Int, start: Int)? {
    guard let count = data.littleEndian(UInt16.self, at: end + 10),
      let start = data.littleEndian(UInt32.self, at: end + 16)
    else { return nil }
    guard count == .max || start == .max else { return (Int(count), Int(start)) }
    // The locator of the Zip64 end record stands right before the end record.
    guard data.littleEndian(UInt32.self, at: end - 20) == 0x0706_4B50,
      let record = data.littleEndian(UInt64.self, at: end - 12).flatMap({ Int(exactly: $0) }),
      data.littleEndian(UInt32.self, at: record) == 0x0606_4B50,
      let count = data.integer64(at: record, plus: 32),
      let start = data.integer64(at: record, plus: 48)
    else { return nil }
    return (count, start)
  }

  private static func entry(_ data: Data, at: Int) -> (entry: Entry, length: Int)? {
    guard let fixed = data.slice(at: at, length: 46),
      fixed.littleEndian(UInt32.self, at: 0) == 0x0201_4B50,
      let flags = fixed.littleEndian(UInt16.self, at: 8),
      let method = fixed.littleEndian(UInt16.self, at: 10),
      let checksum = fixed.littleEndian(UInt32.self, at: 16),
      let compressedByteCount = fixed.littleEndian(UInt32.self, at: 20),
      let byteCount = fixed.littleEndian(UInt32.self, at: 24),
      let nameLength = fixed.littleEndian(UInt16.self, at: 28),
      let extraLength = fixed.littleEndian(UInt16.self, at: 30),
      let commentLength = fixed.littleEndian(UInt16.self, at: 32),
      let offset = fixed.littleEndian(UInt32.self, at: 42),
      let name = data.slice(at: at + 46, length: Int(nameLength)),
      let extra = data.slice(at: at + 46 + Int(nameLength), length: Int(extraLength))
    else { return nil }
    var entry = Entry(
      name: String(decoding: name, as: UTF8.self), flags: flags, method: method,
      checksum: checksum, compressedByteCount: Int(compressedByteCount), byteCount: Int(byteCount),
      localHeaderOffset: Int(offset))
    guard entry.widen(by: extra) else { return nil }
    return (entry, 46 + Int(nameLength) + Int(extraLength) + Int(commentLength))
  }
}

extension ZipDirectory.Entry {
  /// Takes from the Zip64 extra field those of the three sizes that are all ones in the entry itself; false
  /// when one is missing there.
  fileprivate mutating func widen(by extra: Data) -> Bool {
    let narrow = Int(UInt32.max)
    guard byteCount == narrow || compressedByteCount == narrow || localHeaderOffset == narrow else {
      return true
    }
    var at = 0
    while extra.littleEndian(UInt16.self, at: at) != 1 {
      guard let length = extra.littleEndian(UInt16.self, at: at + 2) else { return false }
      at += 4 + Int(length)
    }
    at += 4
    for field in [\Self.byteCount, \.compressedByteCount, \.localHeaderOffset]
    where self[keyPath: field] == narrow {
      guard let value = extra.integer64(at: at, plus: 0) else { return false }
      self[keyPath: field] = value
      at += 8
    }
    return true
  }
}

extension Data {
  /// A 64-bit size at `base + offset`, or nil when it is outside or beyond half the range of `Int`, which leaves
  /// room for the small sums that follow.
  fileprivate func integer64(at base: Int, plus offset: Int) -> Int? {
    guard base <= count, let value = littleEndian(UInt64.self, at: base + offset),
      value <= UInt64(Int.max / 2)
    else { return nil }
    return Int(value)
  }
}
