internal import Foundation
public import ModelGraph

/// A tensor from a file of its own, as the test data of the ONNX project has them.
public struct ONNXTensorFile: Sendable {
  /// Often empty.
  public let name: String
  /// Floating-point types other than `float32` have become that.
  public let tensor: Tensor

  /// Reads a file that holds one serialized `TensorProto`.
  ///
  /// - Throws: `ImportError` when the file is damaged or holds a type that is not supported.
  public init(contentsOf path: String) throws(ImportError) {
    let data = try readFile(path)
    let stored: ONNXTensor
    do { stored = try ONNXTensor(WireReader(data)) } catch {
      throw ImportError(file: path, "not an ONNX tensor, or a damaged one (\(error.description))")
    }
    name = stored.name
    do {
      var externalData = ONNXExternalData(folder: nil)
      tensor = try stored.decoded(externalData: &externalData)
    } catch { throw ImportError(file: path, "the tensor \(error.description)") }
  }
}
