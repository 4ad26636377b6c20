internal import _HandcarShims

/// The elements of an integer tensor of any type as 64-bit numbers: extended by their sign, or by zeros, when read,
/// cut off when written. What wraps around in 64 bits and is cut off has wrapped around in the type.
///
/// Integer tensors are small, shapes and indices mostly: one loop that looks at the type for each element does.
/// Rejected: a loop for each of the eight types, 25 KB.
struct IntegerElements {
  let start: UnsafeMutableRawPointer
  let type: UInt32

  /// The whole range of the type; for `UInt64` its bits.
  var range: (lowest: Int64, highest: Int64) {
    switch type {
    case HCK_TYPE_UINT8: (0, Int64(UInt8.max))
    case HCK_TYPE_INT8: (Int64(Int8.min), Int64(Int8.max))
    case HCK_TYPE_UINT16: (0, Int64(UInt16.max))
    case HCK_TYPE_INT16: (Int64(Int16.min), Int64(Int16.max))
    case HCK_TYPE_UINT32: (0, Int64(UInt32.max))
    case HCK_TYPE_INT32: (Int64(Int32.min), Int64(Int32.max))
    case HCK_TYPE_UINT64: (0, -1)
    default: (Int64.min, Int64.max)
    }
  }

  @inline(never)
  func load(_ index: Int) -> Int64 {
    switch type {
    case HCK_TYPE_UINT8: Int64(start.assumingMemoryBound(to: UInt8.self)[index])
    case HCK_TYPE_INT8: Int64(start.assumingMemoryBound(to: Int8.self)[index])
    case HCK_TYPE_UINT16: Int64(start.assumingMemoryBound(to: UInt16.self)[index])
    case HCK_TYPE_INT16: Int64(start.assumingMemoryBound(to: Int16.self)[index])
    case HCK_TYPE_UINT32: Int64(start.assumingMemoryBound(to: UInt32.self)[index])
    case HCK_TYPE_INT32: Int64(start.assumingMemoryBound(to: Int32.self)[index])
    default: start.assumingMemoryBound(to: Int64.self)[index]
    }
  }

  @inline(never)
  func store(_ number: Int64, _ index: Int) {
    switch type {
    case HCK_TYPE_UINT8, HCK_TYPE_INT8:
      start.assumingMemoryBound(to: UInt8.self)[index] = UInt8(truncatingIfNeeded: number)
    case HCK_TYPE_UINT16, HCK_TYPE_INT16:
      start.assumingMemoryBound(to: UInt16.self)[index] = UInt16(truncatingIfNeeded: number)
    case HCK_TYPE_UINT32, HCK_TYPE_INT32:
      start.assumingMemoryBound(to: UInt32.self)[index] = UInt32(truncatingIfNeeded: number)
    default: start.assumingMemoryBound(to: Int64.self)[index] = number
    }
  }
}
