/// The hash function of FIPS 180-4, to name the source of a model. Foundation has none on Linux.
public enum SHA256 {
  /// The digest of a message as 64 hexadecimal digits.
  public static func hexDigest(of message: [UInt8]) -> String {
    var state = initialState
    let wholeBlocks = message.count / 64 * 64
    message.withUnsafeBytes { message in
      for start in stride(from: 0, to: wholeBlocks, by: 64) {
        compress(UnsafeRawBufferPointer(rebasing: message[start..<(start + 64)]), into: &state)
      }
    }
    var tail = Array(message[wholeBlocks...]) + [0x80]
    tail += [UInt8](repeating: 0, count: (120 - tail.count) % 64)
    let bitCount = UInt64(message.count) * 8
    tail += (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * UInt64($0))) }
    tail.withUnsafeBytes { tail in
      for start in stride(from: 0, to: tail.count, by: 64) {
        compress(UnsafeRawBufferPointer(rebasing: tail[start..<(start + 64)]), into: &state)
      }
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// Section 6.2.2: one block of 64 bytes.
  private static func compress(_ block: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    var schedule = (0..<16).map {
      UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
    }
    schedule.reserveCapacity(64)
    for t in 16..<64 {
      let w15 = schedule[t - 15]
      let w2 = schedule[t - 2]
      let small0 = rotated(w15, 7) ^ rotated(w15, 18) ^ w15 >> 3
      let small1 = rotated(w2, 17) ^ rotated(w2, 19) ^ w2 >> 10
      schedule.append(small1 &+ schedule[t - 7] &+ small0 &+ schedule[t - 16])
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for t in 0..<64 {
      let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let choice = e & f ^ ~e & g
      let first = h &+ sum1 &+ choice &+ roundConstants[t] &+ schedule[t]
      let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let majority = a & b ^ a & c ^ b & c
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes (section 5.3.3).
  private static let initialState = primes.prefix(8).map { fraction(of: Double($0).squareRoot()) }

  /// The same of the cube roots of the first 64 primes (section 4.2.2).
  private static let roundConstants = primes.prefix(64).map { cubeRootFraction(of: $0) }

  private static let primes = (2...311).filter { number in
    (2..<number).allSatisfy { number % $0 != 0 }
  }

  private static func fraction(of root: Double) -> UInt32 {
    UInt32((root - root.rounded(.down)) * 4_294_967_296)
  }

  /// Exact: the largest r with r³ ≤ prime · 2^96, of which the low 32 bits are the fraction.
  private static func cubeRootFraction(of prime: Int) -> UInt32 {
    var root: UInt64 = 0
    for bit in (0..<35).reversed() {
      let candidate = root | 1 << UInt64(bit)
      // candidate < 2^35, so its cube is below 2^105 and is compared as 128-bit numbers.
      if UInt128(candidate) * UInt128(candidate) * UInt128(candidate) <= UInt128(prime) << 96 {
        root = candidate
      }
    }
    return UInt32(truncatingIfNeeded: root)
  }
}
