/// Why a model cannot be imported: every problem found, one line each.
public struct ImportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one line, in the order of the file.
  public let problems: [String]

  public init(_ problems: [String]) { self.problems = problems.map(Self.line) }

  public init(_ problem: String) { self.init([problem]) }

  /// A problem of one file.
  public init(file: String, _ problem: String) { self.init("\(file): \(problem)") }

  /// A problem as one line of bounded length: names and numbers in it come from the file.
  private static func line(_ problem: String) -> String {
    let limit = 1000
    let scalars = problem.unicodeScalars.prefix(limit).map {
      $0.properties.generalCategory == .control ? " " : $0
    }
    var line = String(String.UnicodeScalarView(scalars))
    if problem.unicodeScalars.count > limit { line += "…" }
    return line
  }

  public var description: String { problems.joined(separator: "\n") }
}
