import Foundation

/// Reads the one dictionary literal that a `.npy` header is:
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
///
/// Keys may come in any order; every key must be there once, and none other.
struct PythonDictionaryScanner {
  struct Fields {
    var descr: String
    var isFortranOrder: Bool
    var shape: [Int]
  }

  struct Failure: Error {
    let description: String
  }

  private var rest: Substring.UTF8View

  init(_ text: Data) {
    // Versions 1 and 2 are Latin-1, version 3 UTF-8; all that is accepted here is ASCII.
    rest = Substring(String(decoding: text, as: UTF8.self)).utf8
  }

  mutating func scan() throws(Failure) -> Fields {
    var descr: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descr == nil:
        guard peek() != "[" else {
          throw Failure(description: "structured elements are not supported; save each field apart")
        }
        descr = try string()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default: throw Failure(description: "key '\(key)' is unknown or there twice")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpaces()
    guard rest.isEmpty else { throw Failure(description: "text after the closing brace") }
    guard let descr else { throw Failure(description: "key 'descr' is missing") }
    guard let isFortranOrder else { throw Failure(description: "key 'fortran_order' is missing") }
    guard let shape else { throw Failure(description: "key 'shape' is missing") }
    return Fields(descr: descr, isFortranOrder: isFortranOrder, shape: shape)
  }

  private mutating func string() throws(Failure) -> String {
    guard let quote = peek(), quote == "'" || quote == "\"" else {
      throw Failure(description: "a quoted string is missing")
    }
    rest.removeFirst()
    guard let end = rest.firstIndex(of: UInt8(ascii: quote)) else {
      throw Failure(description: "a string does not end")
    }
    defer { rest = rest[rest.index(after: end)...] }
    return String(Substring(rest[..<end]))
  }

  private mutating func boolean() throws(Failure) -> Bool {
    for (word, value) in [("True", true), ("False", false)] {
      skipSpaces()
      if rest.starts(with: word.utf8) {
        rest.removeFirst(word.utf8.count)
        return value
      }
    }
    throw Failure(description: "'fortran_order' is neither True nor False")
  }

  private mutating func tuple() throws(Failure) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !accept(")") {
      sizes.append(try integer())
      guard sizes.count <= maximumArrayRank else {
        throw Failure(description: "more than \(maximumArrayRank) axes")
      }
      if !accept(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }

  private mutating func integer() throws(Failure) -> Int {
    skipSpaces()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let value = Int(String(Substring(digits))) else {
      throw Failure(description: "'shape' is not a tuple of sizes")
    }
    rest.removeFirst(digits.count)
    // Python 2 wrote long integers as 12L.
    if rest.first == UInt8(ascii: "L") { rest.removeFirst() }
    return value
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard accept(character) else { throw Failure(description: "'\(character)' is missing") }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    guard peek() == character else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func peek() -> Unicode.Scalar? {
    skipSpaces()
    return rest.first.map { Unicode.Scalar($0) }
  }

  private mutating func skipSpaces() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
  }
}
