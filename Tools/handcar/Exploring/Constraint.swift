import Exploration

extension NetworkConstraint {
  private static let options = [
    "--ratio", "--max-size", "--max-macs", "--max-latency", "--max-drop",
  ]

  /// The constraint that the options of `explore` ask for, at most one; a drop of one point by
  /// default.
  init(_ arguments: Arguments) throws(Failure) {
    let given = Self.options.filter(arguments.has)
    guard given.count < 2 else { throw .usage("\(given[0]) and \(given[1]) exclude each other") }
    if let ratio = try arguments.ratio {
      self = .ratio(ratio)
    } else if let bytes = try arguments.integer("--max-size", in: 1...Int.max) {
      self = .maximumBytes(bytes)
    } else if let count = try arguments.integer("--max-macs", in: 1...Int.max) {
      self = .maximumMultiplyAdds(count)
    } else if let milliseconds = try arguments.number(
      "--max-latency", where: { $0 > 0 }, "positive")
    {
      self = .maximumTime(milliseconds * 1e6)
    } else {
      guard arguments.has("--calibration") else {
        throw .usage(
          "--max-drop needs --calibration; without samples, give another constraint such as "
            + "--ratio")
      }
      let points = try arguments.number("--max-drop", where: { $0 >= 0 }, "non-negative")
      self = .maximumDrop((points ?? 1) / 100)
    }
  }
}
