extension [UInt8] {
  /// These bytes damaged in one of the ways that files are: bits flipped, bytes overwritten (often by extreme
  /// values), a piece cut out, repeated or inserted, or the end missing.
  public func mutated(using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = self
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &generator)
      let length = Swift.min(Int.random(in: 1...16, using: &generator), bytes.count - at)
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[at] = UInt8.random(in: 0...255, using: &generator)
      case 2:
        let extreme: [UInt8] = [0x00, 0xFF, 0x7F, 0x80, 0x39]
        let value = extreme.randomElement(using: &generator)!
        for index in at..<at + length { bytes[index] = value }
      case 3: bytes.removeSubrange(at..<at + length)
      case 4: bytes.insert(contentsOf: Array(bytes[at..<at + length]), at: at)
      case 5:
        let other = Int.random(in: 0...bytes.count - length, using: &generator)
        bytes.replaceSubrange(at..<at + length, with: Array(bytes[other..<other + length]))
      default: bytes.removeSubrange(at...)
      }
    }
    return bytes
  }
}
