import Foundation

/// Runs one command line, the words after `handcar`. Results go to standard output; a failure goes
/// to standard error, each line beginning with `handcar: `.
func runCommand(_ words: [String]) -> ExitCode {
  do {
    try dispatch(words)
    return .success
  } catch {
    let failure = error as? Failure ?? .badInput(String(describing: error))
    for line in failure.message.split(separator: "\n") {
      FileHandle.standardError.write(Data("handcar: \(line)\n".utf8))
    }
    return failure.code
  }
}

private func dispatch(_ words: [String]) throws {
  guard let first = words.first else {
    throw Failure.usage("a verb is missing (see 'handcar --help')")
  }
  switch first {
  case "--version": print("handcar \(toolVersion)")
  case "--help", "-h", "help":
    guard words.count > 1 else { return print(Verb.overview) }
    print(try verb(named: words[1]).helpText)
  default:
    let verb = try verb(named: first)
    let rest = Array(words.dropFirst())
    // Whatever else the line says, a wish for help is granted.
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      print(verb.helpText)
    } else {
      try verb.run(try verb.parse(rest))
    }
  }
}

private func verb(named name: String) throws(Failure) -> Verb {
  if let verb = Verb.all.first(where: { $0.name == name }) { return verb }
  let hint = nearest(to: name, among: Verb.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
  throw .usage("unknown verb '\(name)'\(hint) (see 'handcar --help')")
}
