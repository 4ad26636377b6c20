import HandcarFormat

/// Which arrays of a file are the cores and the bias of a layer, by their names alone.
struct CoreNames {
  /// In order, core 1 first.
  private(set) var cores: [String] = []
  private(set) var bias: String?

  init(_ names: [String], layer: String, file: String) throws(ImportError) {
    let numbered = names.compactMap(NumberedName.init)
    let groups = Dictionary(grouping: numbered, by: \.stem)
    guard !groups.isEmpty else {
      throw ImportError(
        file: file,
        "no array is called like a core (core_0, core_1, …); it has "
          + names.sorted().joined(separator: ", "))
    }
    let ofLayer = groups.keys.filter { $0.hasPrefix(layer + ".") || $0.hasPrefix(layer + "/") }
    let stems = groups.count == 1 ? Array(groups.keys) : Array(ofLayer)
    guard stems.count == 1, let stem = stems.first, let group = groups[stem] else {
      throw ImportError(
        file: file,
        "cores of several layers (\(groups.keys.sorted().joined(separator: ", "))) and not just "
          + "one of them begins with '\(layer).'")
    }
    let sorted = group.sorted { $0.number < $1.number }
    guard sorted.count <= Limits.maximumCoreCount else {
      throw ImportError(
        file: file, "\(sorted.count) cores, more than \(Limits.maximumCoreCount)")
    }
    let first = sorted[0].number
    guard first <= 1, sorted.map(\.number) == Array(first..<first + sorted.count) else {
      throw ImportError(
        file: file,
        "the cores \(sorted.map(\.name).joined(separator: ", ")) are not numbered from 0 or 1 on")
    }
    cores = sorted.map(\.name)

    let biases = names.filter { name in
      let start = name.lastIndex { $0 == "." || $0 == "/" }.map(name.index(after:))
      let last = name[(start ?? name.startIndex)...]
      return (last == "bias" || last == "b")
        && stem.hasPrefix(name[..<(start ?? name.startIndex)])
    }
    guard biases.count <= 1 else {
      throw ImportError(file: file, "two biases, '\(biases[0])' and '\(biases[1])'")
    }
    bias = biases.first
    // In a file of one layer nothing may be left over; in one of several, the rest belongs to others.
    if groups.count == 1, let other = names.first(where: { !cores.contains($0) && $0 != bias }) {
      throw ImportError(
        file: file, "'\(other)' is neither a core (\(cores[0])…) nor called 'bias'")
    }
  }
}

/// An array name that ends in a number; TensorFlow's output number `:0` after it does not count.
private struct NumberedName {
  let name: String
  let stem: String
  let number: Int

  init?(_ name: String) {
    let base = name.hasSuffix(":0") ? name.dropLast(2) : Substring(name)
    let digits = base.reversed().prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(String(digits.reversed())), number < Int.max / 2 else { return nil }
    self.name = name
    self.number = number
    stem = String(base.dropLast(digits.count))
  }
}
