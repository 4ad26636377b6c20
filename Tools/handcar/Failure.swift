/// What the process answers to its caller. The numbers are documented in the help and never change
/// meaning.
enum ExitCode: Int32, CaseIterable {
  case success = 0
  case checkFailed = 1
  case usage = 2
  case badInput = 3
  case outputNotWritten = 4
  case refused = 5

  var meaning: String {
    switch self {
    case .success: "done"
    case .checkFailed:
      "a check failed: compare beyond its tolerance, or a test in verify or selftest"
    case .usage: "the command line is wrong"
    case .badInput: "an input file is missing, damaged, not supported or does not fit"
    case .outputNotWritten: "the result could not be written; nothing partial is left"
    case .refused: "refused: this build or this machine cannot do it"
    }
  }
}

/// Why a command stops: the line that follows `handcar: ` on standard error, and the exit code.
struct Failure: Error, Equatable {
  let code: ExitCode
  let message: String

  static func checkFailed(_ message: String) -> Failure {
    Failure(code: .checkFailed, message: message)
  }
  static func usage(_ message: String) -> Failure { Failure(code: .usage, message: message) }
  static func badInput(_ message: String) -> Failure { Failure(code: .badInput, message: message) }
  static func outputNotWritten(_ message: String) -> Failure {
    Failure(code: .outputNotWritten, message: message)
  }
  static func refused(_ message: String) -> Failure { Failure(code: .refused, message: message) }
}
