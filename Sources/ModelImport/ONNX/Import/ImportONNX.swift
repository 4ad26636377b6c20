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
  return try importer.run(producer: model.producer)
}
