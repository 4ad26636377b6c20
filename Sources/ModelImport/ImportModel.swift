import Foundation

/// Reads a network from a file: ONNX, or a JSON description by its extension `.json`.
///
///     let model = try importModel(contentsOf: "Models/digits/digits.onnx")
///
/// - Parameter options: for a description, only `batch` has a meaning, and `weights` is an error.
/// - Throws: `ImportError` with one line for each problem.
public func importModel(
  contentsOf path: String, options: ONNXImportOptions = ONNXImportOptions()
) throws(ImportError) -> ImportedModel {
  switch URL(fileURLWithPath: path).pathExtension.lowercased() {
  case "onnx": return try importONNX(contentsOf: path, options: options)
  case "json":
    if let weights = options.weights {
      throw ImportError(
        file: path, "takes its arrays from the file that it names, not from \(weights.path)")
    }
    return try importNetwork(contentsOf: path, batch: options.batch ?? 1)
  default:
    throw ImportError(file: path, "not a model: expected a file called .onnx or .json")
  }
}
