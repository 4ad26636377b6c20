internal import Foundation

/// Page-aligned memory with an inaccessible page right behind its last byte and another in front of its
/// first page, so that reading or writing outside crashes the test.
public final class GuardedMemory: @unchecked Sendable {
  /// The bytes; the last one is the last accessible one. The start is aligned to what divides the size,
  /// so that a size in multiples of 64 starts on a multiple of 64.
  public let bytes: UnsafeMutableRawBufferPointer
  private let mapping: UnsafeMutableRawPointer
  private let mappedSize: Int

  public init(byteCount: Int) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let inner = (byteCount + page - 1) / page * page
    mappedSize = inner + 2 * page
    mapping = mmap(
      nil, mappedSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    precondition(mapping != UnsafeMutableRawPointer(bitPattern: -1), "no memory for a test")
    mprotect(mapping, page, PROT_NONE)
    mprotect(mapping + page + inner, page, PROT_NONE)
    bytes = UnsafeMutableRawBufferPointer(
      start: mapping + page + inner - byteCount, count: byteCount)
  }

  /// A copy of bytes whose start is aligned to 64: up to 63 zero bytes follow the last one.
  public convenience init(aligning contents: [UInt8]) {
    self.init(byteCount: (contents.count + 63) / 64 * 64)
    bytes.copyBytes(from: contents)
  }

  deinit { munmap(mapping, mappedSize) }
}
