import Foundation

/// Parses JSON (RFC 8259) strictly: no repeated keys, no numbers beyond Double, limited depth.
///
/// Our own because `JSONSerialization` loses the order of keys and drops repeated ones in silence.
struct JSONParser {
  struct Failure: Error {
    let line: Int
    let problem: String
  }

  private static let maximumDepth = 64

  private let bytes: [UInt8]
  private var position = 0

  /// - Throws: `ImportError` that names `file` and the line.
  static func parse(_ data: Data, file: String) throws(ImportError) -> JSONValue {
    var parser = JSONParser(bytes: [UInt8](data))
    do throws(Failure) {
      let value = try parser.value(depth: 0)
      guard parser.peek() == nil else { throw parser.failure("text after the end") }
      return value
    } catch {
      throw ImportError(file: file, "line \(error.line): not valid JSON: \(error.problem)")
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    guard depth <= Self.maximumDepth else {
      throw failure("nested deeper than \(Self.maximumDepth)")
    }
    switch peek() {
    case "{": return .object(try members(depth: depth))
    case "[": return .array(try elements(depth: depth))
    case "\"": return .string(try string())
    case "t": return try literal("true", .bool(true))
    case "f": return try literal("false", .bool(false))
    case "n": return try literal("null", .null)
    case nil: throw failure("it ends early")
    default: return try number()
    }
  }

  private mutating func members(depth: Int) throws(Failure) -> [JSONMember] {
    var members: [JSONMember] = []
    var keys: Set<String> = []
    try expect("{")
    if accept("}") { return [] }
    repeat {
      guard peek() == "\"" else { throw failure("a key in quotes is missing") }
      let key = try string()
      guard keys.insert(key).inserted else { throw failure("key '\(key)' is there twice") }
      try expect(":")
      members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
    } while accept(",")
    try expect("}")
    return members
  }

  private mutating func elements(depth: Int) throws(Failure) -> [JSONValue] {
    var elements: [JSONValue] = []
    try expect("[")
    if accept("]") { return [] }
    repeat { elements.append(try value(depth: depth + 1)) } while accept(",")
    try expect("]")
    return elements
  }

  private mutating func literal(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("unknown word") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    while position < bytes.count, Array("+-.0123456789Ee".utf8).contains(bytes[position]) {
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let digits = text.drop { $0 == "-" }
    let isPlain =
      digits.first?.isNumber == true && (!digits.hasPrefix("0") || !startsWithZeros(digits))
    guard isPlain, let number = Double(text), number.isFinite else {
      throw failure(text.isEmpty ? "a value is missing" : "'\(text)' is not a number")
    }
    return Int(text).map { .integer($0) } ?? .number(number)
  }

  /// Whether a number has a superfluous leading zero.
  private func startsWithZeros(_ digits: Substring) -> Bool {
    digits.dropFirst().first?.isNumber == true
  }

  private mutating func string() throws(Failure) -> String {
    try expect("\"")
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw failure("a string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw failure("a string with a control character or without an end")
      default: content.append(byte)
      }
    }
    throw failure("a string does not end")
  }

  private mutating func escape() throws(Failure) -> Character {
    guard position < bytes.count else { throw failure("a string does not end") }
    let byte = bytes[position]
    position += 1
    switch UnicodeScalar(byte) {
    case "\"", "\\", "/": return Character(UnicodeScalar(byte))
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      var unit = try hexadecimal()
      if (0xD800..<0xDC00).contains(unit), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = UnicodeScalar(unit) else { throw failure("half a surrogate pair") }
      return Character(scalar)
    default: throw failure("an unknown escape in a string")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("\\u without four hexadecimal digits") }
    position += 4
    return unit
  }

  private mutating func expect(_ character: UnicodeScalar) throws(Failure) {
    guard accept(character) else { throw failure("'\(character)' is missing") }
  }

  private mutating func accept(_ character: UnicodeScalar) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  /// The next character that is no space.
  private mutating func peek() -> UnicodeScalar? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
    return position < bytes.count ? UnicodeScalar(bytes[position]) : nil
  }

  private func failure(_ problem: String) -> Failure {
    Failure(line: 1 + bytes[..<position].count { $0 == UInt8(ascii: "\n") }, problem: problem)
  }
}
