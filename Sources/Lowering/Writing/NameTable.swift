import HandcarFormat

/// The names section: each text once, followed by a zero byte.
struct NameTable {
  private(set) var bytes: [UInt8] = []
  private var references: [String: TextReference] = [:]

  /// Where a text lies. Zero bytes inside are dropped and what exceeds `Limits.maximumNameByteCount` is cut off
  /// after a whole character: names are for people.
  mutating func reference(to text: String) -> TextReference {
    if let found = references[text] { return found }
    var utf8: [UInt8] = []
    for character in text where character != "\0" {
      if utf8.count + character.utf8.count > Limits.maximumNameByteCount { break }
      utf8 += Array(character.utf8)
    }
    var reference = TextReference()
    reference.offset = UInt32(bytes.count)
    reference.size = UInt32(utf8.count)
    bytes += utf8 + [0]
    references[text] = reference
    return reference
  }
}
