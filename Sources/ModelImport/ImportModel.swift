import Foundation

/// Reads a network from a file: ONNX, or a JSON description by its extension `.json`.
///
///     let model = try importModel(contentsOf: "Models/digits/digits.onnx")
///
/// - Parameter options: for a description, only `batch` has a meaning.
/// - Throws: `ImportError` with one line for each problem.
public func importModel(
  contentsOf path: String, options: ONNXImportOptions = ONNXImportOptions()
) throws(ImportError) -> ImportedModel {
  switch URL(fileURLWithPath: path).pathExtension.lowercased() {
  case "onnx": try importONNX(contentsOf: path, options: options)
  case "json": try importNetwork(contentsOf: path, batch: options.batch ?? 1)
  default:
    throw ImportError(file: path, "not a model: expected a file called .onnx or .json")
  }
}
