/// The lines of a text, broken at spaces so that each has at most `width` characters. Line breaks
/// of the text are kept; a word longer than a line gets a line of its own.
public func wrapped(_ text: String, width: Int) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return lines + [line]
  }
}

/// Terms with their explanations beside them, as options stand in a help text: terms in a column as
/// wide as the longest, but at most `termWidth`; a longer term has its line to itself.
public func definitionList(
  _ entries: [(term: String, text: String)], indent: Int = 2, termWidth: Int = 26, width: Int = 90
) -> String {
  let column = min(termWidth, entries.map(\.term.count).max() ?? 0)
  let margin = String(repeating: " ", count: indent)
  let hanging = String(repeating: " ", count: indent + column + 2)
  return entries.flatMap { term, text in
    let lines = wrapped(text, width: width - hanging.count)
    guard term.count <= column else { return [margin + term] + lines.map { hanging + $0 } }
    let first = margin + term.padded(to: column + 2) + (lines.first ?? "")
    return [first.trimmedAtEnd] + lines.dropFirst().map { hanging + $0 }
  }.joined(separator: "\n")
}

/// What the user should know though it is no error, its further lines indented.
public func noteText(_ note: String) -> String {
  wrapped("note: \(note)", width: 90).joined(separator: "\n      ")
}
