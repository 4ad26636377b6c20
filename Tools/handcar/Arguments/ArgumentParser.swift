extension Verb {
  /// Sorts the words after the verb into operands and options.
  ///
  /// `--name VALUE` and `--name=VALUE` mean the same; `--` ends the options. A value may start with
  /// one dash, as negative numbers do.
  ///
  /// - Throws: a usage failure that names the word at fault and, for an unknown option, the nearest
  ///   known one.
  func parse(_ words: [String]) throws(Failure) -> Arguments {
    var given: [String] = []
    var values: [String: [String]] = [:]
    var position = 0
    var optionsEnded = false
    while position < words.count {
      let word = words[position]
      position += 1
      if optionsEnded || !word.hasPrefix("-") || word == "-" {
        given.append(word)
        continue
      }
      if word == "--" {
        optionsEnded = true
        continue
      }
      var name = word
      var value: String?
      if word.hasPrefix("--"), let cut = word.firstIndex(of: "=") {
        name = String(word[..<cut])
        value = String(word[word.index(after: cut)...])
      }
      guard let option = options.first(where: { $0.name == name || $0.short == name }) else {
        throw usageFailure("unknown option \(name)\(hint(for: name))")
      }
      if let valueName = option.value {
        if value == nil, position < words.count, !words[position].hasPrefix("--") {
          value = words[position]
          position += 1
        }
        guard let value, !value.isEmpty else {
          throw usageFailure("\(option.name) needs a value, \(valueName)")
        }
        if values[option.name] != nil, !option.isRepeatable {
          throw usageFailure("\(option.name) is given twice")
        }
        values[option.name, default: []].append(value)
      } else if value != nil {
        throw usageFailure("\(option.name) takes no value")
      } else {
        values[option.name] = []
      }
    }
    guard given.count >= operands.count else {
      throw usageFailure("\(operands[given.count].name) is missing")
    }
    guard given.count == operands.count else {
      throw usageFailure("unexpected argument '\(given[operands.count])'")
    }
    let named = zip(operands, given).map { ($0.name, $1) }
    return Arguments(operands: Dictionary(uniqueKeysWithValues: named), values: values)
  }

  private func hint(for name: String) -> String {
    let names = options.flatMap { [$0.name, $0.short].compactMap(\.self) }
    return nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
  }

  private func usageFailure(_ problem: String) -> Failure {
    .usage("\(name): \(problem) (see 'handcar \(name) --help')")
  }
}
