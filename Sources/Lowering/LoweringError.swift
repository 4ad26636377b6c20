/// Why a graph cannot be lowered: every problem that was found, one line each.
public struct LoweringError: Error, CustomStringConvertible, Equatable {
  /// Each names the node or value, what is wrong and what to do.
  public let problems: [String]

  public var description: String { problems.joined(separator: "\n") }

  init(_ problems: [String]) { self.problems = problems }

  init(node: String, _ problem: String) { problems = ["node '\(node)': \(problem)"] }
}
