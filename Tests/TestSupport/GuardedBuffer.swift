internal import TestPlatform

/// Memory of exactly `count` elements beside a page that may not be touched, so that one byte read or
/// written beyond the elements ends the process on the spot.
///
///     let input = GuardedBuffer(values, guarding: .end)      // the page begins right after the last element
///     kernel(input.pointer, input.count)
///     #expect(input.elements == …)
///
/// At `.end` the alignment follows from the count: an odd number of floats starts at an odd multiple of four bytes.
/// The other side of the elements is filled with a pattern that `isIntact` checks.
public final class GuardedBuffer<Element: BitwiseCopyable> {
  /// The side on which the forbidden page lies.
  public enum Side: CaseIterable, Sendable { case start, end }

  public let count: Int
  /// The elements; valid as long as the buffer lives, so keep it alive with `withExtendedLifetime`
  /// or a later use.
  public let pointer: UnsafeMutablePointer<Element>
  private let memory: UnsafeMutableRawPointer
  private let mappedSize: Int
  private let accessible: UnsafeMutableRawBufferPointer
  private let side: Side

  private static var pattern: UInt8 { 0xA5 }

  public init(_ values: [Element], guarding side: Side = .end) {
    let page = test_page_size()
    let size = values.count * MemoryLayout<Element>.stride
    let accessibleSize = (size / page + 1) * page
    mappedSize = accessibleSize + page
    memory = test_map_pages(mappedSize)
    test_forbid_page(side == .end ? memory + accessibleSize : memory)
    let start = side == .end ? memory : memory + page
    accessible = UnsafeMutableRawBufferPointer(start: start, count: accessibleSize)
    accessible.initializeMemory(as: UInt8.self, repeating: GuardedBuffer.pattern)
    let first = side == .end ? start + (accessibleSize - size) : start
    pointer = first.bindMemory(to: Element.self, capacity: max(values.count, 1))
    pointer.initialize(from: values, count: values.count)
    count = values.count
    self.side = side
  }

  deinit { test_unmap_pages(memory, mappedSize) }

  /// The elements now.
  public var elements: [Element] {
    withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: pointer, count: count)) }
  }

  /// The elements for reading only.
  public var readOnly: UnsafePointer<Element> { UnsafePointer(pointer) }

  /// Whether nothing has been written to the accessible bytes around the elements.
  public var isIntact: Bool {
    let size = count * MemoryLayout<Element>.stride
    let around =
      side == .end
      ? accessible[0..<(accessible.count - size)] : accessible[size..<accessible.count]
    return around.allSatisfy { $0 == GuardedBuffer.pattern }
  }
}
