import Foundation
import Reporting

/// A network of which only the sizes of the linear layers are known, as a file says them:
///
///     { "name": "LeNet-5", "source": "…",
///       "layers": [ { "name": "fc1", "inputs": 400, "outputs": 120, "count": 1 }, … ] }
///
/// `source` and `count`, the number of layers of this size, may be missing.
struct LayerSizes {
  struct Layer {
    let name: String
    let inputs: Int
    let outputs: Int
    let count: Int
  }

  let name: String
  let layers: [Layer]

  /// Beyond this a size is taken for a mistake, and counts of shapes could leave the range of `Int`.
  static let largestSize = 1 << 16

  /// - Throws: `badInput` with what is wrong and where.
  init(_ path: String) throws(Failure) {
    func problem(_ text: String) -> Failure { .badInput("\(path): \(text)") }
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw problem("cannot be read: \(error.localizedDescription)")
    }
    guard let value = JSONValue(parsing: text) else { throw problem("it is not JSON") }
    guard case .string(let name)? = value["name"], case .array(let entries)? = value["layers"],
      !entries.isEmpty
    else { throw problem("it must be an object with a text 'name' and a list 'layers'") }
    self.name = name
    var layers: [Layer] = []
    for (index, entry) in entries.enumerated() {
      func size(_ key: String) throws(Failure) -> Int {
        guard case .integer(let size)? = entry[key], (1...Self.largestSize).contains(size) else {
          throw problem(
            "layer \(index + 1): '\(key)' must be a whole number from 1 to \(Self.largestSize)")
        }
        return size
      }
      guard case .string(let name)? = entry["name"] else {
        throw problem("layer \(index + 1): 'name' must be a text")
      }
      layers.append(
        Layer(
          name: name, inputs: try size("inputs"), outputs: try size("outputs"),
          count: entry["count"] == nil ? 1 : try size("count")))
    }
    self.layers = layers
  }

  /// The networks of a file, or of all `.json` files of a folder in the order of their names.
  static func all(at path: String) throws(Failure) -> [LayerSizes] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return [try LayerSizes(path)] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let files = names.filter { $0.hasSuffix(".json") }.sorted()
    guard !files.isEmpty else { throw .badInput("\(path): there is no .json file in this folder") }
    var networks: [LayerSizes] = []
    for file in files { networks.append(try LayerSizes(path + "/" + file)) }
    return networks
  }
}
