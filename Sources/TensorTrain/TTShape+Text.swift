/// The text form `M1xM2…:N1xN2…:R`: row modes, column modes, ranks. R is one rank for every bond
/// (capped, see `cappedRanks`) or the d−1 inner ranks `R1xR2…`, for example `4x8:88x132:16` or
/// `2x3x4:5x5x5:6x7`.
extension TTShape: CustomStringConvertible {
  /// Reads the text form.
  ///
  /// - Throws: `TTShapeError`, a line that quotes the text and says which part is wrong.
  public init(parsing text: String) throws(TTShapeError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw TTShapeError(
        "shape '\(text)' has \(parts.count) part(s), expected 3: M1xM2..:N1xN2..:R, "
          + "for example 4x8:88x132:16")
    }
    let rowModes = try TTShape.numbers(parts[0], as: "row modes", in: text)
    let columnModes = try TTShape.numbers(parts[1], as: "column modes", in: text)
    let inner = try TTShape.numbers(parts[2], as: "ranks", in: text)
    guard rowModes.count == columnModes.count else {
      throw TTShapeError(
        "shape '\(text)': \(rowModes.count) row mode(s) and \(columnModes.count) column mode(s); "
          + "there must be as many of each")
    }
    let bonds = rowModes.count - 1
    guard inner.count == 1 || inner.count == bonds else {
      throw TTShapeError(
        "shape '\(text)': \(inner.count) ranks for \(bonds) bond(s) between \(bonds + 1) cores; "
          + "give one rank or \(bonds)")
    }
    do {
      if inner.count == 1 {
        try self.init(rowModes: rowModes, columnModes: columnModes, uniformRank: inner[0])
      } else {
        try self.init(rowModes: rowModes, columnModes: columnModes, ranks: [1] + inner + [1])
      }
    } catch {
      throw TTShapeError("shape '\(text)': \(error)")
    }
  }

  private static func numbers(
    _ part: Substring, as what: String, in text: String
  ) throws(TTShapeError) -> [Int] {
    var numbers: [Int] = []
    for word in part.split(separator: "x", omittingEmptySubsequences: false) {
      guard let number = Int(word), number > 0 else {
        throw TTShapeError(
          "shape '\(text)': '\(word)' in the \(what) is not a positive whole number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The text form, with every inner rank written out unless all are equal.
  public var description: String {
    func joined(_ numbers: some Sequence<Int>) -> String {
      numbers.map(String.init).joined(separator: "x")
    }
    let rankText = Set(innerRanks).count <= 1 ? String(innerRanks.first ?? 1) : joined(innerRanks)
    return "\(joined(rowModes)):\(joined(columnModes)):\(rankText)"
  }
}
