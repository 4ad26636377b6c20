internal import _HandcarShims

/// Into how many shares a session divides its operations.
struct WorkDivision {
  /// The caller's included; 1 when nothing is divided.
  let threads: Int
  /// As `Workers` has it.
  let smallestWork: Double

  /// The threads that an operation is worth, and its shares: eight for each thread, as far as there are pieces. So a
  /// thread that wakes up late, or has a slow core, leaves the others to do more and not to wait.
  func shares(pieces: Int, work: Double) -> (threads: Int, shares: Int) {
    let worth = work < smallestWork * Double(threads) ? Int(work / smallestWork) : threads
    let most = min(worth, pieces)
    guard most > 1 else { return (1, 1) }
    return (most, min(pieces, min(8 &* most, Int(HCOS_MAX_PARTS))))
  }
}
