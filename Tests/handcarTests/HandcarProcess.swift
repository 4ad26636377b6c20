import Foundation

/// The built `handcar`, run as a user runs it. It lies beside the test executable.
struct HandcarProcess {
  let exitCode: Int32
  let output: String
  let errors: String

  init(_ arguments: String..., folder: String? = nil) throws { try self.init(arguments, folder) }

  init(_ arguments: [String], _ folder: String? = nil) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("handcar")
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Errors are a few lines and fit into the pipe while the output is read.
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    exitCode = process.terminationReason == .exit ? process.terminationStatus : -1
  }

  /// Whether the process failed as it should: the code, no output, and one line of error that holds
  /// `words`.
  func failed(_ code: Int32, _ words: String...) -> Bool {
    exitCode == code && output.isEmpty && errors.hasPrefix("handcar: ")
      && errors.filter { $0 == "\n" }.count == 1 && errors.hasSuffix("\n")
      && words.allSatisfy(errors.contains)
  }
}
