import HandcarFormat
import ModelGraph

/// The arrays beside a description, handed out as Float32.
struct NetworkArrays {
  /// Nil when the description names no file.
  let archive: ArrayArchive?
  private(set) var used: Set<String> = []

  init(archive: ArrayArchive?) { self.archive = archive }

  /// The array that `key` of a layer names.
  mutating func required(
    _ key: String, _ layer: inout JSONObjectReader
  ) throws(ImportError) -> Tensor {
    try array(named: layer.string(key), key, layer)
  }

  /// The same for a key that may be absent.
  mutating func optional(
    _ key: String, _ layer: inout JSONObjectReader
  ) throws(ImportError) -> Tensor? {
    guard let name = try layer.optionalString(key) else { return nil }
    return try array(named: name, key, layer)
  }

  /// The arrays of a list of names.
  mutating func list(
    _ key: String, _ layer: inout JSONObjectReader
  ) throws(ImportError) -> [Tensor] {
    guard let names = try layer.optionalStrings(key), !names.isEmpty else {
      throw layer.problem(key, "missing or empty; expected a list of array names")
    }
    var arrays: [Tensor] = []
    for name in names { arrays.append(try array(named: name, key, layer)) }
    return arrays
  }

  private mutating func array(
    named name: String, _ key: String, _ layer: JSONObjectReader
  ) throws(ImportError) -> Tensor {
    guard let archive else {
      throw layer.problem(key, "names an array, but the description has no key 'arrays'")
    }
    let array: Tensor
    do { array = try archive.tensor(name) } catch {
      throw layer.problem(key, error.description)
    }
    guard !array.elementType.isInteger else {
      throw layer.problem(key, "'\(name)' has \(array.elementType) elements, expected floats")
    }
    used.insert(name)
    return Tensor(array.floats, shape: array.shape)
  }

  /// Names of the archive that no layer asked for.
  var unused: [String] { (archive?.names ?? []).filter { !used.contains($0) } }
}
