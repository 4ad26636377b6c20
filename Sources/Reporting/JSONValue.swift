/// A JSON value whose objects keep the order of their keys, so that reports are stable and
/// readable.
///
///     let report: JSONValue = ["layers": [["name": "fc1", "parameters": 650]]]
///     print(report.rendered())
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A key of an object with its value.
  public struct Member: Sendable, Equatable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The number if there is one, else null.
  public init(_ value: Double?) { self = value.map(JSONValue.number) ?? .null }
  /// The number if there is one, else null.
  public init(_ value: Int?) { self = value.map(JSONValue.integer) ?? .null }
  /// The text if there is one, else null.
  public init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
  /// An array of integers, such as a shape.
  public init(_ values: [Int]) { self = .array(values.map(JSONValue.integer)) }

  /// The value of a key of an object; nil for a missing key and for anything but an object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text. Arrays of plain values stand on one line; everything else has its own. JSON has no
  /// infinity and no NaN: they become null.
  public func rendered() -> String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): JSONValue.write(value, to: &text)
    case .array(let elements):
      if elements.allSatisfy(\.isPlain) {
        text += "["
        for (index, element) in elements.enumerated() {
          if index > 0 { text += ", " }
          element.write(to: &text, indent: 0)
        }
        text += "]"
      } else {
        JSONValue.write(elements, in: "[]", to: &text, indent: indent) { element, text in
          element.write(to: &text, indent: indent + 2)
        }
      }
    case .object(let members):
      JSONValue.write(members, in: "{}", to: &text, indent: indent) { member, text in
        JSONValue.write(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indent: indent + 2)
      }
    }
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func write<Element>(
    _ elements: [Element], in brackets: String, to text: inout String, indent: Int,
    _ writeElement: (Element, inout String) -> Void
  ) {
    text.append(brackets.first!)
    for (index, element) in elements.enumerated() {
      text += (index > 0 ? ",\n" : "\n") + String(repeating: " ", count: indent + 2)
      writeElement(element, &text)
    }
    if !elements.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text.append(brackets.last!)
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
