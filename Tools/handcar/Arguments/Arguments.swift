/// The command line of one verb after parsing: operands by name, values by option.
struct Arguments {
  private let operands: [String: String]
  private let values: [String: [String]]

  init(operands: [String: String], values: [String: [String]]) {
    self.operands = operands
    self.values = values
  }

  /// A required operand, by its name in the verb's description.
  func operand(_ name: String) -> String {
    guard let operand = operands[name] else { preconditionFailure("no operand \(name)") }
    return operand
  }

  /// Whether a flag, or any value of an option, was given.
  func has(_ option: String) -> Bool { values[option] != nil }

  /// Every value of a repeatable option, in order.
  func all(_ option: String) -> [String] { values[option] ?? [] }

  /// The value of an option.
  func text(_ option: String) -> String? { values[option]?.last }

  /// The value of an option that the verb cannot do without.
  func required(_ option: String) throws(Failure) -> String {
    guard let text = text(option) else { throw .usage("\(option) is missing") }
    return text
  }

  /// The value of an option as a whole number within bounds.
  func integer(_ option: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let text = text(option) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let bounds =
        range.upperBound == .max
        ? "of at least \(range.lowerBound)"
        : "from \(range.lowerBound) to \(range.upperBound)"
      throw .usage("\(option) needs a whole number \(bounds), not '\(text)'")
    }
    return number
  }

  /// The value of an option as a finite number.
  func number(
    _ option: String, where accepts: (Double) -> Bool = { _ in true }, _ kind: String = ""
  )
    throws(Failure) -> Double?
  {
    guard let text = text(option) else { return nil }
    guard let number = Double(text), number.isFinite, accepts(number) else {
      throw .usage("\(option) needs a \(kind.isEmpty ? "" : kind + " ")number, not '\(text)'")
    }
    return number
  }

  /// The values of a repeatable option of the form `NAME=VALUE`.
  func pairs(_ option: String) throws(Failure) -> [(name: String, value: String)] {
    var pairs: [(String, String)] = []
    for text in all(option) {
      // The name of a layer may hold '='; a shape or a file hardly does: split at the last.
      guard let cut = text.lastIndex(of: "="), cut > text.startIndex,
        text.index(after: cut) < text.endIndex
      else { throw .usage("\(option) needs NAME=VALUE, not '\(text)'") }
      pairs.append((String(text[..<cut]), String(text[text.index(after: cut)...])))
    }
    return pairs
  }
}
