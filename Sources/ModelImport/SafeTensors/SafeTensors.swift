import Foundation
import ModelGraph

/// The tensors of a `.safetensors` file: a 64-bit length, a JSON header of that length, then the elements.
///
/// The header maps each name to `dtype`, `shape` and `data_offsets`, counted from the end of the header.
struct SafeTensors: Sendable {
  private struct Entry: Sendable {
    let name: String
    let shape: [Int]
    let elements: StoredElements
  }

  private let entries: [Entry]

  /// The limit that the format itself sets.
  private static let maximumHeaderByteCount = 100_000_000

  init(_ data: Data, file: String) throws(ImportError) {
    guard let length = data.littleEndian(UInt64.self, at: 0).flatMap({ Int(exactly: $0) }),
      length <= Self.maximumHeaderByteCount, let header = data.slice(at: 8, length: length)
    else {
      throw ImportError(file: file, "neither a .npz nor a .safetensors file, or truncated")
    }
    guard case .object(let members) = try JSONParser.parse(header, file: file) else {
      throw ImportError(file: file, "the .safetensors header is not an object")
    }
    let elements = data.dropFirst(8 + length)
    var entries: [Entry] = []
    for member in members where member.key != "__metadata__" {
      entries.append(try Self.entry(member, elements: elements, file: file))
    }
    self.entries = entries
  }

  private static func entry(
    _ member: JSONMember, elements: Data, file: String
  ) throws(ImportError) -> Entry {
    let context = "\(file): tensor '\(member.key)'"
    var reader = try JSONObjectReader(member.value, context: context)
    let type = try reader.string("dtype")
    let shape = try reader.integers("shape")
    let offsets = try reader.integers("data_offsets")
    try reader.finish()
    guard let scalar = StoredScalar.allCases.first(where: { $0.safeTensorsCode == type }) else {
      throw reader.problem("dtype", "'\(type)' is not supported")
    }
    guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1],
      let bytes = elements.slice(at: offsets[0], length: offsets[1] - offsets[0])
    else { throw reader.problem("data_offsets", "\(offsets) lies outside the file") }
    guard checkedByteCount(shape: shape, elementByteCount: scalar.byteCount) == bytes.count else {
      throw reader.problem("shape", "\(shape) does not fill \(bytes.count) bytes of \(type)")
    }
    return Entry(
      name: member.key, shape: shape, elements: StoredElements(scalar: scalar, bytes: bytes))
  }

  /// In the order of the header.
  var names: [String] { entries.map(\.name) }

  /// Nil when there is none of this name.
  func tensor(_ name: String) -> Tensor? {
    entries.first { $0.name == name }.map { $0.elements.tensor(shape: $0.shape) }
  }
}
