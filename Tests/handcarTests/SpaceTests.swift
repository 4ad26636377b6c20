import Foundation
import Reporting
import TestSupport
import Testing

/// `space` on the sizes that the repository holds, and on files that are none.
@Suite struct SpaceTests {
  private static let shapes = SharedData.repository.appendingPathComponent("Models/shapes")

  /// The page holds what the command prints, but for the time that it takes.
  @Test(arguments: ["lenet-300", "lenet-5"])
  func countsWhatThePageSays(network: String) throws {
    let page = try String(
      contentsOf: Self.shapes.appendingPathComponent("README.md"), encoding: .utf8)
    func counts(_ text: String) -> [String] {
      text.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
        String(line.dropLast(1).prefix(upTo: line.dropLast(1).lastIndex(of: "|") ?? line.endIndex))
      }
    }
    let result = try HandcarProcess(
      "space", Self.shapes.appendingPathComponent(network + ".json").path, "--markdown")
    #expect(result.exitCode == 0 && result.errors == "", "\(result.errors)")
    let rows = counts(result.output)
    #expect(rows.count == 5)
    // All but the rule below the titles, whose dashes are as the other table's.
    let committed = Set(counts(page))
    #expect(rows.filter { !committed.contains($0) } == [])
  }

  @Test func printsTextAndJSON() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("net.json")
    let text = #"{"name": "N", "layers": [{"name": "a", "inputs": 12, "outputs": 8, "count": 3}]}"#
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let table = try HandcarProcess("space", file)
    #expect(table.exitCode == 0 && table.output.contains("3× a"), "\(table.errors)")
    let json = try #require(JSONValue(parsing: try HandcarProcess("space", file, "--json").output))
    guard case .array(let layers)? = json["layers"], layers.count == 1,
      case .integer(let space)? = layers[0]["space"], case .integer(let left)? = layers[0]["left"],
      case .object(let removed)? = layers[0]["removed"]
    else {
      Issue.record("no counts: \(json)")
      return
    }
    let sum = removed.reduce(0) { sum, member in
      if case .integer(let count) = member.value { sum + count } else { sum }
    }
    #expect(space - sum == left)
  }

  @Test func refusesWithOneLine() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("net.json")
    func expect(_ code: Int32, _ words: String, _ text: String, _ options: String...) throws {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      let result = try HandcarProcess(["space", file] + options)
      #expect(result.failed(code, words), "exit \(result.exitCode): \(result.errors)")
    }
    try expect(3, "it is not JSON", "shapes")
    try expect(3, "a list 'layers'", #"{"name": "N", "layers": []}"#)
    try expect(
      3, "layer 1: 'outputs' must be a whole number from 1 to 65536",
      #"{"name": "N", "layers": [{"name": "a", "inputs": 12, "outputs": 0}]}"#)
    try expect(
      3, "layer 2: 'name' must be a text",
      #"{"name": "N", "layers": [{"name": "a", "inputs": 1, "outputs": 1}, {"inputs": 1}]}"#)
    try expect(2, "exclude each other", "{}", "--json", "--markdown")
    let missing = try HandcarProcess("space", folder.path("none.json"))
    #expect(missing.failed(3, "none.json"), "\(missing.errors)")
    let empty = try TemporaryFolder()
    let nothing = try HandcarProcess("space", empty.path(""))
    #expect(nothing.failed(3, "no .json file"), "\(nothing.errors)")
  }
}
