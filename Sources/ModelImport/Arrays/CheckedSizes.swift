import Foundation

/// Largest rank of an array that is read (NumPy's own limit).
let maximumArrayRank = 64

/// The number of bytes of a dense array, or nil when a size is negative, the rank is beyond the limit, or the
/// product of the nonzero sizes overflows. A zero size makes the count zero, yet the other sizes are still
/// checked: their partial products are taken later.
func checkedByteCount(shape: [Int], elementByteCount: Int) -> Int? {
  guard shape.count <= maximumArrayRank else { return nil }
  var total = elementByteCount
  for size in shape where size != 0 {
    let (product, overflow) = total.multipliedReportingOverflow(by: size)
    guard size > 0, !overflow else { return nil }
    total = product
  }
  return shape.contains(0) ? 0 : total
}

extension Data {
  /// The little-endian integer `offset` bytes after the first byte, or nil when it is not wholly inside.
  func littleEndian<T: FixedWidthInteger>(_: T.Type, at offset: Int) -> T? {
    guard offset >= 0, offset <= count, MemoryLayout<T>.size <= count - offset else { return nil }
    return withUnsafeBytes {
      T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self))
    }
  }

  /// The bytes `offset ..< offset + length` after the first byte, or nil when they are not wholly inside.
  func slice(at offset: Int, length: Int) -> Data? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    return self[(startIndex + offset)..<(startIndex + offset + length)]
  }
}
