/// Takes the keys of a JSON object one by one, each with the type that it must have, and at the end refuses
/// those that nobody took.
struct JSONObjectReader {
  /// Where the object is, for errors: `net.json: layer 3 (linear)`.
  var context: String
  private var members: [JSONMember]
  private var known: [String] = []

  /// - Throws: `ImportError` when the value is no object.
  init(_ value: JSONValue, context: String) throws(ImportError) {
    guard case .object(let members) = value else {
      throw ImportError("\(context): expected an object, found \(value.summary)")
    }
    self.context = context
    self.members = members
  }

  /// Takes a key of any type; nil when absent.
  mutating func value(_ key: String) -> JSONValue? {
    known.append(key)
    guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
    return members.remove(at: index).value
  }

  mutating func string(_ key: String) throws(ImportError) -> String {
    try required(key, "a string", optionalString(key))
  }

  mutating func optionalString(_ key: String) throws(ImportError) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let string) = value else { throw unexpected(key, value, "a string") }
    return string
  }

  mutating func optionalInteger(_ key: String) throws(ImportError) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .integer(let integer) = value else { throw unexpected(key, value, "an integer") }
    return integer
  }

  mutating func optionalNumber(_ key: String) throws(ImportError) -> Double? {
    switch value(key) {
    case nil: return nil
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    case .some(let value): throw unexpected(key, value, "a number")
    }
  }

  mutating func optionalBool(_ key: String) throws(ImportError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let bool) = value else { throw unexpected(key, value, "true or false") }
    return bool
  }

  mutating func integers(_ key: String) throws(ImportError) -> [Int] {
    try required(key, "a list of integers", optionalIntegers(key))
  }

  mutating func optionalIntegers(_ key: String) throws(ImportError) -> [Int]? {
    try optionalList(key, "a list of integers") {
      if case .integer(let value) = $0 { value } else { nil }
    }
  }

  mutating func optionalStrings(_ key: String) throws(ImportError) -> [String]? {
    try optionalList(key, "a list of strings") {
      if case .string(let value) = $0 { value } else { nil }
    }
  }

  mutating func list(_ key: String) throws(ImportError) -> [JSONValue] {
    try required(key, "a list", optionalList(key, "a list") { $0 })
  }

  private mutating func optionalList<Element>(
    _ key: String, _ expected: String, _ element: (JSONValue) -> Element?
  ) throws(ImportError) -> [Element]? {
    guard let value = value(key) else { return nil }
    guard case .array(let values) = value else { throw unexpected(key, value, expected) }
    var elements: [Element] = []
    for value in values {
      guard let element = element(value) else { throw unexpected(key, value, expected) }
      elements.append(element)
    }
    return elements
  }

  /// - Throws: `ImportError` when keys are left, which names those that there are.
  func finish() throws(ImportError) {
    guard let member = members.first else { return }
    throw ImportError(
      "\(context): unknown key '\(member.key)'; known here: \(known.joined(separator: ", "))")
  }

  /// A problem of one key.
  func problem(_ key: String, _ text: String) -> ImportError {
    ImportError("\(context): key '\(key)': \(text)")
  }

  private func required<Value>(
    _ key: String, _ expected: String, _ value: Value?
  ) throws(ImportError) -> Value {
    guard let value else { throw problem(key, "missing; expected \(expected)") }
    return value
  }

  private func unexpected(_ key: String, _ value: JSONValue, _ expected: String) -> ImportError {
    problem(key, "expected \(expected), found \(value.summary)")
  }
}
