/// A subcommand: its command line, described once for the parser and the help, and what it does.
struct Verb: Sendable {
  /// A required argument that is known by its place.
  struct Operand: Sendable {
    /// As shown in the help, such as `MODEL.hcar`.
    let name: String
    let help: String
  }

  /// An argument that is known by its name.
  struct Option: Sendable {
    /// Such as `--rank`.
    let name: String
    /// Such as `-o`.
    var short: String? = nil
    /// What the value is called in the help; nil for a flag.
    var value: String? = nil
    var isRepeatable = false
    let help: String

    /// Such as `-o, --output FILE`.
    var term: String {
      (short.map { $0 + ", " } ?? "") + name + (value.map { " " + $0 } ?? "")
    }
  }

  struct Example: Sendable {
    let command: String
    let explanation: String
  }

  let name: String
  /// One line for the list of verbs.
  let summary: String
  /// Paragraphs below the usage line.
  let discussion: String
  /// The command line after the verb, as the help shows it, in pieces that stay on one line.
  let usage: [String]
  let operands: [Operand]
  let options: [Option]
  let examples: [Example]
  let run: @Sendable (Arguments) throws -> Void

  /// Every verb, in the order of the help.
  static let all: [Verb] = [
    .inspect, .compress, .explore, .space, .convert, .finetune, .export, .run, .compare, .bench,
    .profile, .verify, .selftest,
  ]
}
