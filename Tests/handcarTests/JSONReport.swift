import Foundation
import Reporting
import Testing

/// The JSON that `handcar` prints for some words, which must succeed without a warning.
func json(_ words: String...) throws -> JSONValue { try json(words) }

/// The JSON that `handcar` prints for some words, which must succeed without a warning.
func json(_ words: [String]) throws -> JSONValue {
  let result = try HandcarProcess(words)
  #expect(result.exitCode == 0, "\(result.errors)")
  #expect(result.errors == "")
  return try #require(JSONValue(parsing: result.output))
}

/// A value of a report that must be a number.
func number(_ value: JSONValue?) throws -> Double {
  switch try #require(value) {
  case .integer(let number): return Double(number)
  case .number(let number): return number
  case let other: throw UnexpectedValue(value: other, expected: "a number")
  }
}

/// A value of a report that must be a list.
func array(_ value: JSONValue?) throws -> [JSONValue] {
  let value = try #require(value)
  guard case .array(let elements) = value else {
    throw UnexpectedValue(value: value, expected: "a list")
  }
  return elements
}

private struct UnexpectedValue: Error {
  let value: JSONValue
  let expected: String
}
