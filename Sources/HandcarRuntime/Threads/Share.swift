/// What one thread computes at once of an operation that several threads share.
struct Share {
  /// Some of so many parts, which are as equal as whole pieces allow.
  private let parts: Range<Int>
  private let count: Int
  /// The thread that computes it: 0 is the caller.
  let thread: Int

  init(parts: Range<Int>, of count: Int, thread: Int) {
    self.parts = parts
    self.count = count
    self.thread = thread
  }

  /// The pieces that belong to this share.
  func range(of pieces: Int) -> Range<Int> {
    let (size, remainder) = (pieces / count, pieces % count)
    func start(_ part: Int) -> Int { part &* size &+ part &* remainder / count }
    return start(parts.lowerBound)..<start(parts.upperBound)
  }
}

/// Arguments of a kernel that can be cut, so that several calls of the same kernel do the work of one.
///
/// The kernel knows nothing of it. Where to cut is chosen such that the kernel takes the same path for every
/// element as it takes for the whole, hence adds in the same order: the bits of a result depend neither on
/// the number of threads nor on which of them computed it.
protocol DivisibleArguments {
  /// Pieces that can be computed apart from each other; without work maybe none.
  var pieces: Int { get }
  /// What the whole costs, roughly in multiply-adds of a matrix product.
  var work: Double { get }
  /// Calls the kernel with arguments that together make up a range of the pieces, which is not empty.
  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void)
}

/// Blocks of `size` elements along an axis: the last one takes the remainder too, so that none is smaller, unless
/// the axis is.
struct Blocks {
  let length: Int
  let size: Int

  var count: Int { max(1, length / size) }

  /// The elements of some blocks.
  func elements(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound &* size..<(range.upperBound == count ? length : range.upperBound &* size)
  }
}
