internal import _HandcarShims

extension FileHeader {
  /// CRC-32C of a file with the field `checksum` taken as zero. `bytes` must hold a header.
  public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    checksum(of: bytes) { $0.checksum = 0 }
  }

  /// CRC-32C of the first `headSize` bytes of a file with both checksums taken as zero. They must hold the header.
  public static func headChecksum(of head: UnsafeRawBufferPointer) -> UInt32 {
    checksum(of: head) {
      $0.checksum = 0
      $0.headChecksum = 0
    }
  }

  private static func checksum(
    of bytes: UnsafeRawBufferPointer, clearing clear: (inout FileHeader) -> Void
  ) -> UInt32 {
    let size = MemoryLayout<FileHeader>.size
    guard let base = bytes.baseAddress, bytes.count >= size else { return 0 }
    var header = base.loadUnaligned(as: FileHeader.self)
    clear(&header)
    return hcos_crc32c(hcos_crc32c(0, &header, size), base + size, bytes.count - size)
  }
}

extension ModelView {
  /// Whether every byte of the file is as it was written: also the parameters and the data of the test vectors, which
  /// verification does not read. Reads the whole file.
  public var isIntact: Bool {
    let header = bytes.baseAddress?.loadUnaligned(as: FileHeader.self)
    return header?.checksum == FileHeader.checksum(of: bytes)
  }
}
