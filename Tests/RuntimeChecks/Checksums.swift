internal import TestSupport
internal import _HandcarShims

/// One bit at a time, straight from the polynomial.
private func definition(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  var state: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    state ^= UInt32(byte)
    for _ in 0..<8 { state = state >> 1 ^ (state & 1 == 1 ? 0x82F6_3B78 : 0) }
  }
  return ~state
}

/// The check value and those of RFC 3720, B.4.
func sumPublishedValues(_ report: inout CheckReport) {
  let published: [([UInt8], UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), ([UInt8](0..<32), 0x46DD_794E),
  ]
  for (bytes, checksum) in published {
    report.expect(hcos_crc32c(0, bytes, bytes.count) == checksum, "instruction \(checksum)")
    report.expect(hcos_crc32c_portable(0, bytes, bytes.count) == checksum, "portable \(checksum)")
  }
  report.expect(hcos_crc32c(0, nil, 0) == 0 && hcos_crc32c_portable(0, nil, 0) == 0, "no bytes")
}

/// Lengths around the words and runs that the CPU's instruction is used on, anywhere in memory.
func sumEveryLength(_ report: inout CheckReport) {
  for size in [
    0, 1, 7, 8, 63, 64, 65, 100, 767, 768, 769, 1537, 6143, 6144, 6145, 10_007, 200_003,
  ] {
    var generator = SeededGenerator(seed: 5)
    let bytes = (0..<size + 8).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for start in [0, 1, 5] {
      let part = bytes[start..<start + size]
      let expected = definition(part)
      part.withUnsafeBytes {
        let half = size / 2
        let first = hcos_crc32c(0, $0.baseAddress, half)
        let rest = hcos_crc32c(first, $0.baseAddress.map { $0 + half }, size - half)
        report.expect(hcos_crc32c(0, $0.baseAddress, size) == expected, "\(size) bytes")
        report.expect(rest == expected, "\(size) bytes in two parts")
        report.expect(
          hcos_crc32c_portable(0, $0.baseAddress, size) == expected, "\(size) bytes, portable")
      }
    }
  }
}
