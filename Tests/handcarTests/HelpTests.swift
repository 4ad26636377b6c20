import Foundation
import TestSupport
import Testing

@testable import handcar

/// Help is documentation: a change of it must be seen in review. `HANDCAR_UPDATE_SNAPSHOTS=1 swift
/// test` rewrites the expected texts.
@Suite struct HelpTests {
  @Test(arguments: ["overview"] + Verb.all.map(\.name))
  func matchesItsSnapshot(name: String) throws {
    let help = try HandcarProcess(name == "overview" ? ["--help"] : [name, "--help"])
    #expect(help.exitCode == 0)
    #expect(help.errors == "")
    let file = SharedData.repository
      .appendingPathComponent("Tests/handcarTests/Snapshots/\(name).txt")
    if ProcessInfo.processInfo.environment["HANDCAR_UPDATE_SNAPSHOTS"] == "1" {
      try help.output.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try help.output == String(contentsOf: file, encoding: .utf8))
  }

  @Test(arguments: Verb.all)
  func fitsATerminal(verb: Verb) {
    for line in verb.helpText.split(separator: "\n") { #expect(line.count <= 90, "\(line)") }
    #expect(!verb.examples.isEmpty)
  }

  /// The parser must accept what the help recommends.
  @Test(arguments: Verb.all)
  func examplesParse(verb: Verb) throws {
    for example in verb.examples {
      let command = example.command.split(separator: "|")[0].replacing("\\\n", with: "")
      let words = command.split(separator: " ").map(String.init)
      let start = try #require(words.firstIndex(of: verb.name))
      _ = try verb.parse(Array(words[(start + 1)...]))
    }
  }

  @Test func isGrantedInEveryForm() throws {
    let expected = try HandcarProcess("run", "--help").output
    #expect(try HandcarProcess("run", "-h").output == expected)
    #expect(try HandcarProcess("help", "run").output == expected)
    #expect(try HandcarProcess("run", "a", "--nonsense", "--help").output == expected)
  }

  @Test func version() throws {
    let version = try HandcarProcess("--version")
    #expect(version.exitCode == 0)
    #expect(version.output.hasPrefix("handcar "))
  }
}

extension Verb: CustomTestStringConvertible {
  public var testDescription: String { name }
}
