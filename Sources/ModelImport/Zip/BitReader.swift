/// Bits of a byte sequence, least significant first. Beyond the end it reads zeros and remembers that it did.
struct BitReader {
  private let bytes: [UInt8]
  private var position = 0
  private var buffer: UInt64 = 0
  /// Bits in the buffer; those beyond the end of the bytes make it larger than what is real.
  private var available = 0
  private var missing = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Whether more bits were used than there are.
  var isExhausted: Bool { missing > available }

  /// The next `count` ≤ 16 bits, not yet used.
  mutating func peek(_ count: Int) -> Int {
    while available < count {
      if position < bytes.count {
        buffer |= UInt64(bytes[position]) << UInt64(available)
        position += 1
      } else {
        missing += 8
      }
      available += 8
    }
    return Int(buffer & (1 << UInt64(count) - 1))
  }

  /// Uses `count` bits that were peeked at.
  mutating func skip(_ count: Int) {
    buffer >>= UInt64(count)
    available -= count
  }

  /// Uses the next `count` ≤ 16 bits.
  mutating func take(_ count: Int) -> Int {
    let value = peek(count)
    skip(count)
    return value
  }

  /// Drops what is left of the current byte.
  mutating func alignToByte() { skip(available % 8) }
}
