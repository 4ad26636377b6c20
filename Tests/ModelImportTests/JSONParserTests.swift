import Foundation
import TestSupport
import Testing

@testable import ModelImport

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Data(text.utf8), file: "x.json")
  }

  @Test func readsEveryKind() throws {
    let text = #" {"a": [1, -2, 0.5, 1e3, 0], "b": {}, "c": [], "d": null, "e": true, "f": false} "#
    let expected = JSONValue.object([
      JSONMember(
        key: "a",
        value: .array([.integer(1), .integer(-2), .number(0.5), .number(1000), .integer(0)])),
      JSONMember(key: "b", value: .object([])), JSONMember(key: "c", value: .array([])),
      JSONMember(key: "d", value: .null), JSONMember(key: "e", value: .bool(true)),
      JSONMember(key: "f", value: .bool(false)),
    ])
    #expect(try parse(text) == expected)
    #expect(
      try parse(#""\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00😀""#)
        == .string("\"\\/\u{8}\u{C}\n\r\téé😀😀"))
  }

  @Test(arguments: [
    ("", "ends early"), ("{", "key in quotes"), ("[1,]", "value is missing"),
    ("[1 2]", "']' is missing"),
    ("{\"a\" 1}", "':' is missing"), ("{\"a\":1,\"a\":2}", "twice"), ("01", "not a number"),
    ("-", "not a number"), ("+1", "not a number"), (".5", "not a number"),
    ("1e999", "not a number"),
    ("nul", "unknown word"), ("\"a", "does not end"), ("\"\\", "does not end"),
    ("\"\\x\"", "unknown escape"), ("\"\\u12\"", "four hexadecimal digits"),
    ("\"\\ud83d\"", "surrogate"), ("\"\\ud83d\\u0041\"", "surrogate"),
    ("\"\n\"", "control character"),
    ("1 1", "after the end"), ("\n\n?", "line 3"),
  ])
  func refuses(text: String, problem: String) {
    let error = #expect(throws: ImportError.self) { try parse(text) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func boundsDepth() throws {
    _ = try parse(String(repeating: "[", count: 60) + String(repeating: "]", count: 60))
    let error = #expect(throws: ImportError.self) {
      try parse(String(repeating: "[", count: 1_000_000))
    }
    #expect(error?.description.contains("nested deeper than 64") == true)
  }
}
