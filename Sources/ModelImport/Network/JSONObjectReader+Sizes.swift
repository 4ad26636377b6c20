import HandcarFormat

extension JSONObjectReader {
  /// A list of positive sizes.
  mutating func sizes(_ key: String) throws(ImportError) -> [Int] {
    let sizes = try integers(key)
    try check(sizes, key, from: 1)
    return sizes
  }

  /// A size for each of `count` axes, given as a list or as one integer for all; nil when absent.
  mutating func sizes(
    _ key: String, count: Int, from lowest: Int = 1
  ) throws(ImportError) -> [Int]? {
    let sizes: [Int]
    switch value(key) {
    case nil: return nil
    case .integer(let size): sizes = [Int](repeating: size, count: count)
    case .array(let values):
      sizes = values.compactMap { if case .integer(let size) = $0 { size } else { nil } }
      guard sizes.count == values.count, sizes.count == count else {
        throw problem(key, "expected an integer or a list of \(count) integers")
      }
    case .some(let value):
      throw problem(key, "expected an integer or a list of \(count), found \(value.summary)")
    }
    try check(sizes, key, from: lowest)
    return sizes
  }

  private func check(_ sizes: [Int], _ key: String, from lowest: Int) throws(ImportError) {
    guard let wrong = sizes.first(where: { !(lowest...Limits.maximumDimension).contains($0) })
    else { return }
    throw problem(key, "\(wrong) is not in \(lowest)…\(Limits.maximumDimension)")
  }
}
