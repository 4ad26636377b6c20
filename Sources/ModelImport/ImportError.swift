/// Why a model cannot be imported: every problem found, one line each.
public struct ImportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one line, in the order of the file.
  public let problems: [String]

  public init(_ problems: [String]) { self.problems = problems }

  public init(_ problem: String) { self.init([problem]) }

  /// A problem of one file.
  public init(file: String, _ problem: String) { self.init("\(file): \(problem)") }

  public var description: String { problems.joined(separator: "\n") }
}
