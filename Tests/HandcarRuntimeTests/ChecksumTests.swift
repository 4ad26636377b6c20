import TestSupport
import Testing
import _HandcarShims

@Suite struct ChecksumTests {
  /// One bit at a time, straight from the polynomial.
  private func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var state: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state >> 1 ^ (state & 1 == 1 ? 0x82F6_3B78 : 0) }
    }
    return ~state
  }

  /// The check value and those of RFC 3720, B.4.
  @Test func publishedValues() {
    for function in [hcos_crc32c, hcos_crc32c_portable] {
      #expect(function(0, Array("123456789".utf8), 9) == 0xE306_9283)
      #expect(function(0, [UInt8](repeating: 0, count: 32), 32) == 0x8A91_36AA)
      #expect(function(0, [UInt8](repeating: 0xFF, count: 32), 32) == 0x62A8_AB43)
      #expect(function(0, [UInt8](0..<32), 32) == 0x46DD_794E)
      #expect(function(0, nil, 0) == 0)
    }
  }

  @Test(arguments: [0, 1, 7, 8, 63, 64, 65, 100, 3071, 3072, 3073, 5003])
  func agreesWithTheDefinition(size: Int) {
    var generator = SeededGenerator(seed: 5)
    let bytes = (0..<size + 8).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for start in [0, 1, 5] {
      let part = bytes[start..<start + size]
      let expected = checksum(part)
      part.withUnsafeBytes {
        #expect(hcos_crc32c(0, $0.baseAddress, size) == expected)
        #expect(hcos_crc32c_portable(0, $0.baseAddress, size) == expected)
        let half = size / 2
        let first = hcos_crc32c(0, $0.baseAddress, half)
        #expect(hcos_crc32c(first, $0.baseAddress.map { $0 + half }, size - half) == expected)
      }
    }
  }
}
