internal import Foundation

/// Memory with an inaccessible page right behind its last byte and another in front of its first page, so
/// that reading or writing outside crashes the test; `isIntact` tells of writes into the gap in front.
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
    let gap = inner - byteCount
    bytes = UnsafeMutableRawBufferPointer(start: mapping + page + gap, count: byteCount)
    front = UnsafeMutableRawBufferPointer(start: mapping + page, count: gap)
    front.initializeMemory(as: UInt8.self, repeating: GuardedMemory.canary)
  }

  /// A copy of bytes whose start is aligned to 64: up to 63 zero bytes follow the last one.
  public convenience init(aligning contents: [UInt8]) {
    self.init(byteCount: (contents.count + 63) / 64 * 64)
    bytes.copyBytes(from: contents)
  }

  /// Whether nothing was written between the first page's start and the first byte.
  public var isIntact: Bool { front.allSatisfy { $0 == GuardedMemory.canary } }

  private static let canary: UInt8 = 0xA5
  private let front: UnsafeMutableRawBufferPointer

  deinit { munmap(mapping, mappedSize) }
}
