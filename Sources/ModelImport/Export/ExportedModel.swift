public import Foundation
public import ModelGraph

/// A network in the form in which other programs take it, ready to be written.
///
///     let exported = try ExportedModel(graph, batchName: "batch")
///     try exported.write(to: "model-tt.onnx")         // the network
///     try exported.write(to: "model-tt.safetensors")  // its arrays, of the same names
///
/// `importModel` turns the ONNX file back into a graph that computes the same with the same bits in every
/// constant; after `simplified` its layers are those of this one.
public struct ExportedModel: Sendable {
  private let exporter: ONNXExporter
  /// What the user should know though it is no error.
  public let notes: [String]

  /// - Parameter batchName: what the first axis of inputs and outputs is called when its size is left open,
  ///   as in `ImportedModel.batchName`; nil fixes it. Where the network does not follow another batch it is
  ///   fixed too, with a note.
  /// - Throws: `ImportError` with one line for each node that ONNX cannot say.
  public init(_ graph: Graph, batchName: String? = nil) throws(ImportError) {
    var exporter = ONNXExporter(graph, batchName: batchName)
    try exporter.run()
    self.exporter = exporter
    notes =
      batchName != nil && !exporter.hasOpenBatch
      ? ["the network does not follow another batch: the size of the exported one is fixed"] : []
  }

  /// The bytes of the ONNX file.
  public var onnx: Data { exporter.bytes }

  /// The constants of the network by the names that they have in the ONNX file.
  public var arrays: [(name: String, tensor: Tensor)] { exporter.arrays }

  /// Writes the file that the extension of its name asks for; it appears whole or not at all.
  ///
  /// - Throws: `ImportError` when it cannot be written, or is larger than an ONNX file can be.
  public func write(to path: String) throws(ImportError) {
    let data: Data
    switch try ExportFormat(path: path) {
    case .onnx:
      data = onnx
      guard data.count <= Int(Int32.max) else {
        throw ImportError(
          file: path, "the network has more than the 2 GiB that an ONNX file can hold")
      }
    case .safetensors: data = SafeTensors.bytes(of: arrays, metadata: exporter.tensorTrains)
    }
    var file = try OutputFile(path: path)
    try file.append(data)
    try file.finish()
  }
}
