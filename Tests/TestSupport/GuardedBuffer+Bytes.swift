extension GuardedBuffer<UInt8> {
  /// Zeros that end at the forbidden page. A size in multiples of 64 starts on a multiple of 64, as an arena
  /// must.
  public convenience init(byteCount: Int) {
    self.init([UInt8](repeating: 0, count: byteCount))
  }

  /// A copy of a file that starts on a multiple of 64, as a model must: up to 63 zeros follow its last byte.
  public convenience init(aligning contents: [UInt8]) {
    let padding = (64 - contents.count % 64) % 64
    self.init(contents + [UInt8](repeating: 0, count: padding))
  }

  public var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: pointer, count: count)
  }
}
