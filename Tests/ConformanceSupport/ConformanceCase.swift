public import Foundation
internal import HandcarFormat
public import ModelGraph
public import ModelImport
internal import TestSupport

/// One case of the ONNX backend test suite: a model of a few nodes, inputs and the expected outputs.
public struct ConformanceCase: Sendable, CustomStringConvertible {
  /// `node`, `simple`, `pytorch-operator` or `pytorch-converted`.
  public let group: String
  public let name: String
  let folder: URL

  /// The model file.
  public var model: URL { folder.appendingPathComponent("model.onnx") }

  public var description: String { "\(group)/\(name)" }

  /// Every case of the shared data, by group and name; empty when the data is absent.
  public static let all: [ConformanceCase] = {
    guard SharedData.isPresent else { return [] }
    let root = SharedData.url("onnx-cases")
    return names(in: root).flatMap { group in
      let folder = root.appendingPathComponent(group)
      return names(in: folder).map {
        ConformanceCase(group: group, name: $0, folder: folder.appendingPathComponent($0))
      }
    }
  }()

  private static func names(in folder: URL) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).sorted()
  }

  /// The case, imported and with its data.
  public struct Loaded: Sendable {
    public let graph: Graph
    /// One for each input of the graph.
    public let inputs: [Tensor]
    public let expected: [Tensor]
  }

  /// Imports the model and reads its data. Should the import fail, it is tried again with the values of
  /// shapes, axes and bounds, which these models have as inputs, given as constants.
  ///
  /// - Throws: `ImportError`, that of the first try, when neither works.
  public func load() throws(ImportError) -> Loaded {
    let inputs = try tensors("input")
    let imported: ImportedModel
    do {
      imported = try importONNX(contentsOf: model.path)
    } catch {
      let parameters = inputs.dropFirst().filter {
        !$0.name.isEmpty && ($0.tensor.elementType == .int64 || $0.tensor.shape.isEmpty)
      }
      guard !parameters.isEmpty else { throw error }
      let constants = parameters.map { ($0.name, $0.tensor) }
      let options = ONNXImportOptions(
        constantInputs: Dictionary(constants) { first, _ in first })
      guard let second = try? importONNX(contentsOf: model.path, options: options)
      else { throw error }
      imported = second
    }
    // The tensors are named after the inputs, or have no name in models of one input.
    let names = imported.graph.inputs.map { imported.graph[$0].name }
    let remaining = inputs.filter { $0.name.isEmpty || names.contains($0.name) }.map(\.tensor)
    guard remaining.count == names.count else {
      throw ImportError(
        "\(self): \(remaining.count) input tensors for the inputs \(names)")
    }
    return Loaded(
      graph: imported.graph, inputs: remaining, expected: try tensors("output").map(\.tensor))
  }

  private func tensors(_ kind: String) throws(ImportError) -> [ONNXTensorFile] {
    var files: [ONNXTensorFile] = []
    while true {
      let name = "test_data_set_0/\(kind)_\(files.count).pb"
      let path = folder.appendingPathComponent(name).path
      guard FileManager.default.fileExists(atPath: path) else { return files }
      files.append(try ONNXTensorFile(contentsOf: path))
    }
  }
}
