/// Into how many shares a session divides its operations.
struct WorkDivision {
  /// The caller's included; 1 when nothing is divided.
  let threads: Int
  /// As `Workers` has it.
  let smallestWork: Double

  /// At least one share, and no more than there are threads, pieces and work for.
  func shareCount(pieces: Int, work: Double) -> Int {
    guard threads > 1 else { return 1 }
    let most = min(threads, pieces)
    return max(1, work < smallestWork * Double(most) ? Int(work / smallestWork) : most)
  }
}
