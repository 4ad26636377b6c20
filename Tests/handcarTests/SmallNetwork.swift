import Foundation
import HandcarFormat
import ModelGraph
import ModelImport
import TestSupport

/// A network 16→16→3 as a description with its arrays, ten samples and their labels, in a folder of
/// its own: enough for every verb, and fast.
struct SmallNetwork {
  let folder: TemporaryFolder
  let source: String
  let samples: String
  let labels: String
  /// Where `convert` writes; not made yet.
  let model: String

  static let sampleCount = 10

  /// - Parameters:
  ///   - isClassifier: otherwise the last layer is 16→16, an autoencoder.
  ///   - side: of the square samples; 4 makes them 16 numbers, and so is every other 16 here.
  init(isClassifier: Bool = true, side: Int = 4) throws {
    folder = try TemporaryFolder()
    (source, samples) = (folder.path("net.json"), folder.path("x.npy"))
    (labels, model) = (folder.path("y.npy"), folder.path("net.hcar"))
    let width = side * side
    let outputs = isClassifier ? 3 : width
    var generator = SeededGenerator(seed: 7)
    try Self.write(
      [
        ("w1", [width, width], generator.floats(width * width)),
        ("b1", [width], generator.floats(width)),
        ("w2", [outputs, width], generator.floats(outputs * width)),
        ("b2", [outputs], generator.floats(outputs)),
      ], to: folder.path("net.safetensors"))
    let text = """
      {"format": "handcar-network", "version": 1, "arrays": "net.safetensors",
       "input": {"shape": [\(width)]}, "layers": [
         {"type": "linear", "name": "fc1", "weight": "w1", "bias": "b1"}, {"type": "relu"},
         {"type": "linear", "name": "fc2", "weight": "w2", "bias": "b2"}]}
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: source))
    let pixels = (0..<width * Self.sampleCount).map { Int64($0 * 37 % 256) }
    try writeNumPy(
      Tensor(integers: pixels, shape: [Self.sampleCount, side, side], elementType: .uint8),
      to: samples)
    let classes = (0..<Self.sampleCount).map { Int64($0 % 3) }
    try writeNumPy(
      Tensor(integers: classes, shape: [Self.sampleCount], elementType: .uint8), to: labels)
  }

  /// Converts, for tests of what comes after.
  func converted(_ options: String...) throws -> SmallNetwork {
    let result = try HandcarProcess(["convert", source, "-o", model] + options)
    guard result.exitCode == 0 else { throw ConversionFailed(description: result.errors) }
    return self
  }

  struct ConversionFailed: Error, CustomStringConvertible { let description: String }

  /// Writes Float32 arrays as `.safetensors`.
  static func write(_ arrays: [(name: String, shape: [Int], elements: [Float])], to path: String)
    throws
  {
    var header: [String] = []
    var body = Data()
    for array in arrays {
      let start = body.count
      for element in array.elements {
        withUnsafeBytes(of: element.bitPattern.littleEndian) { body.append(contentsOf: $0) }
      }
      header.append(
        "\"\(array.name)\": {\"dtype\": \"F32\", \"shape\": \(array.shape), "
          + "\"data_offsets\": [\(start), \(body.count)]}")
    }
    let text = Data("{\(header.joined(separator: ", "))}".utf8)
    var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
    file += text + body
    try file.write(to: URL(fileURLWithPath: path))
  }
}
