public import Foundation
internal import ModelGraph

/// Reads an ONNX model.
///
/// Everything that cannot be imported (operators, types, attributes, unknown sizes) is collected and thrown
/// together. The graph is not simplified: see the passes of `ModelGraph`. Weights are copied once out of the
/// mapped file.
///
/// - Parameter path: the file; external data is looked for in its folder and nowhere else.
/// - Throws: `ImportError` with one line for each problem.
public func importONNX(
  contentsOf path: String, options: ONNXImportOptions = ONNXImportOptions()
) throws(ImportError) -> ImportedModel {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
  return try importONNX(try readFile(path), name: path, folder: folder, options: options)
}

/// Reads an ONNX model from its bytes.
///
/// - Parameters:
///   - name: what the bytes are called in errors.
///   - folder: where external data lies; without it, external data is an error.
public func importONNX(
  _ data: Data, name: String = "the model", folder: URL? = nil,
  options: ONNXImportOptions = ONNXImportOptions()
) throws(ImportError) -> ImportedModel {
  let model: ONNXModel
  do { model = try ONNXModel(data) } catch {
    throw ImportError(
      file: name, "not an ONNX model, or a damaged one (\(error.description)); export it again")
  }
  guard let graph = model.graph else {
    throw ImportError(
      file: name, "not an ONNX model: it holds no graph; give a file written by an ONNX exporter")
  }
  guard let opset = model.opsets[""] else {
    throw ImportError(file: name, "the file does not state its opset; export it again")
  }
  guard ONNXLimits.opsets ~= opset else {
    throw ImportError(
      file: name,
      "opset \(opset) is not supported; export the model with an opset of "
        + "\(ONNXLimits.opsets.lowerBound) to \(ONNXLimits.opsets.upperBound)")
  }
  var importer = ONNXImporter(
    graph: graph, opset: opset, externalData: ONNXExternalData(folder: folder), options: options)
  var imported = try importer.run(producer: model.producer)
  imported.notes += lostTensorTrains(of: model, imported.graph)
  return imported
}

extension ModelGraph.Operation {
  fileprivate var isLinear: Bool {
    switch self {
    case .linear, .ttLinear: true
    default: false
    }
  }
}

/// A note for each layer that was a tensor train when `ExportedModel` wrote the file, and whose nodes are
/// another chain since.
private func lostTensorTrains(of model: ONNXModel, _ graph: Graph) -> [String] {
  let prefix = ONNXExporter.tensorTrainKey
  let exported = model.metadata.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
  guard !exported.isEmpty, let found = try? graph.simplified(by: [.tensorTrainChains]).graph
  else { return [] }
  let names = Set(found.nodes.filter(\.operation.isLinear).map(\.name))
  return exported.filter { !names.contains(String($0.key.dropFirst(prefix.count))) }.map {
    "layer '\($0.key.dropFirst(prefix.count))' was the tensor train \($0.value) when handcar wrote "
      + "this file; its nodes were changed since and are taken as they are"
  }
}
