/// A table of text with aligned columns, for a terminal.
///
///     var table = Table([.text("layer"), .number("MACs")])
///     table.add(["fc1", "65,536"])
///     print(table.rendered())
public struct Table: Sendable {
  /// A column's title and alignment.
  public struct Column: Sendable {
    let title: String
    let isNumber: Bool

    /// Aligned to the left.
    public static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    /// Aligned to the right.
    public static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }

  private enum Line {
    case cells([String])
    case rule
  }

  private let columns: [Column]
  private var lines: [Line] = []
  private static let gap = "  "

  public init(_ columns: [Column]) { self.columns = columns }

  /// Appends a row. Missing cells are empty; surplus ones are dropped.
  public mutating func add(_ cells: [String]) {
    let missing = max(0, columns.count - cells.count)
    lines.append(.cells(cells.prefix(columns.count) + [String](repeating: "", count: missing)))
  }

  /// Appends a horizontal rule, as above a row of sums.
  public mutating func addRule() { lines.append(.rule) }

  /// The lines joined by newlines, without one at the end. A column in which every cell is empty is
  /// left out.
  ///
  /// - Parameters:
  ///   - indent: spaces before each line.
  ///   - width: the last column, when it is text, is wrapped so that lines keep within so many
  ///     characters.
  public func rendered(indent: Int = 0, width: Int = 100) -> String {
    let used = columns.indices.filter { column in
      lines.contains { if case .cells(let cells) = $0 { !cells[column].isEmpty } else { false } }
    }
    guard !used.isEmpty else { return "" }
    var widths = columns.indices.map { column in
      lines.reduce(columns[column].title.count) { widest, line in
        if case .cells(let cells) = line { max(widest, cells[column].count) } else { widest }
      }
    }
    let last = used[used.count - 1]
    if !columns[last].isNumber {
      let before = used.dropLast().reduce(indent) { $0 + widths[$1] + Table.gap.count }
      // 16 characters at least: a narrower column would be harder to read than a line too long.
      widths[last] = min(widths[last], max(width - before, 16))
    }

    let margin = String(repeating: " ", count: indent)
    func joined(_ cells: [String]) -> String {
      let line =
        margin
        + zip(used, cells).map { column, cell in
          cell.padded(to: widths[column], trailing: columns[column].isNumber)
        }.joined(separator: Table.gap)
      return line.trimmedAtEnd
    }
    let rule = joined(used.map { String(repeating: "─", count: widths[$0]) })
    var output = [joined(used.map { columns[$0].title }), rule]
    for line in lines {
      guard case .cells(let cells) = line else {
        output.append(rule)
        continue
      }
      let pieces = wrapped(cells[last], width: widths[last])
      output.append(joined(used.dropLast().map { cells[$0] } + [pieces.first ?? ""]))
      for piece in pieces.dropFirst() {
        output.append(joined(used.dropLast().map { _ in "" } + [piece]))
      }
    }
    return output.joined(separator: "\n")
  }
}

extension String {
  func padded(to width: Int, trailing: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - count))
    return trailing ? space + self : self + space
  }

  var trimmedAtEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
