/// A block of floats, zero at first, aligned for every kernel.
///
/// Unchecked: whoever shares one gives each thread its own part.
final class AlignedMemory: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    start = bytes.bindMemory(to: Float.self, capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  var elements: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }

  func assign(_ elements: [Float]) {
    precondition(elements.count == count)
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { start.update(from: base, count: count) }
    }
  }
}

/// Hands out ranges of a block, each on a boundary of 64 bytes.
struct MemoryCounter {
  private(set) var count = 0

  /// The start of `size` floats.
  mutating func allocate(_ size: Int) -> Int {
    let start = count
    count += Self.rounded(size)
    return start
  }

  /// The next multiple of 16 floats.
  static func rounded(_ size: Int) -> Int { (size + 15) / 16 * 16 }
}
