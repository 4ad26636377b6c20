/// The checksum of the file format: CRC-32C (Castagnoli), reflected, as in RFC 3720 appendix B.4.
enum CRC32C {
  /// Reflected form of the polynomial 0x1EDC6F41.
  private static let polynomial: UInt32 = 0x82F6_3B78

  /// `tables[j][b]` advances byte b over j further zero bytes, so that eight bytes are taken at a time.
  private static let tables: [[UInt32]] = {
    let first = (0..<UInt32(256)).map { byte in
      (0..<8).reduce(byte) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? polynomial : 0) }
    }
    var tables = [first]
    for _ in 1..<8 {
      tables.append(tables.last!.map { $0 >> 8 ^ first[Int($0 & 0xFF)] })
    }
    return tables
  }()

  static func checksum(of bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    let tables = tables
    bytes.withUnsafeBytes { bytes in
      var position = 0
      while bytes.count - position >= 8 {
        let word =
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
          ^ UInt64(crc)
        crc = 0
        for index in 0..<8 {
          crc ^= tables[7 - index][Int(word >> (8 * UInt64(index)) & 0xFF)]
        }
        position += 8
      }
      for byte in bytes[position...] { crc = crc >> 8 ^ tables[0][Int((crc ^ UInt32(byte)) & 0xFF)] }
    }
    return ~crc
  }
}
