import Foundation

/// The CRC-32 of zip files (polynomial 0x04C11DB7, reflected).
func crc32(_ data: Data) -> UInt32 {
  data.withUnsafeBytes { bytes in
    ~bytes.reduce(UInt32.max) { crc32Table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }
}

private let crc32Table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in
    value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
  }
}
