import Foundation

/// The files that a network can be exported to, known by their extension.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// The whole network.
  case onnx
  /// Its arrays alone, under the names that they have in the ONNX file.
  case safetensors

  /// - Throws: `ImportError` when the extension is no known one.
  public init(path: String) throws(ImportError) {
    let fileExtension = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard let format = ExportFormat(rawValue: fileExtension) else {
      throw ImportError(
        file: path, "not a file to export to: expected one called .onnx or .safetensors")
    }
    self = format
  }
}
