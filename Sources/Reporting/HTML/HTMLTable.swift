/// A table as HTML, which scrolls by itself where the page is narrow.
public struct HTMLTable: Sendable {
  private let titles: [(title: String, isNumber: Bool)]
  private var rows: [(cells: [String], isMarked: Bool)] = []

  /// - Parameter columns: titles; those of numbers are aligned to the right.
  public init(_ columns: [(title: String, isNumber: Bool)]) { titles = columns }

  public mutating func add(_ cells: [String], isMarked: Bool = false) {
    rows.append((cells, isMarked))
  }

  public func rendered() -> String {
    func row(_ cells: [String], _ tag: String, _ isMarked: Bool) -> String {
      let cells = zip(titles, cells).map { column, cell in
        "<\(tag)\(column.isNumber ? " class=\"number\"" : "")>\(cell.escapedForHTML)</\(tag)>"
      }
      return "<tr\(isMarked ? " class=\"marked\"" : "")>\(cells.joined())</tr>"
    }
    let body = rows.map { row($0.cells, "td", $0.isMarked) }.joined(separator: "\n")
    return """
      <div class="scroll"><table>
      <thead>\(row(titles.map(\.title), "th", false))</thead>
      <tbody>
      \(body)
      </tbody>
      </table></div>
      """
  }
}
