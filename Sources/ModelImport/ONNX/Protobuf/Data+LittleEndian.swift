internal import Foundation

extension Data {
  /// The bytes as little-endian integers, whatever their alignment. Bytes of an incomplete last element are
  /// left out.
  func littleEndianValues<Element: FixedWidthInteger>(of type: Element.Type) -> [Element] {
    let width = MemoryLayout<Element>.size
    let count = self.count / width
    return withUnsafeBytes { bytes in
      [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        for index in 0..<count {
          let value = bytes.loadUnaligned(fromByteOffset: index * width, as: Element.self)
          buffer.initializeElement(at: index, to: Element(littleEndian: value))
        }
        initializedCount = count
      }
    }
  }
}
