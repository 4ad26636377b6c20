/// Hands out names and never the same twice.
struct UniqueNames {
  private var taken: Set<String> = []
  private var nextSuffix: [String: Int] = [:]

  /// `name`, or `name_2`, `name_3`… when it is taken.
  mutating func unique(_ name: String) -> String {
    var candidate = name
    while !taken.insert(candidate).inserted {
      let suffix = nextSuffix[name, default: 2]
      nextSuffix[name] = suffix + 1
      candidate = "\(name)_\(suffix)"
    }
    return candidate
  }
}
