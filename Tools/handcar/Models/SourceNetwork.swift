import ModelGraph
import ModelImport

/// A network from an ONNX file or a network description.
struct SourceNetwork {
  let path: String
  /// The network with its layers' weights as the source has them.
  let imported: Graph
  /// The network after every simplification.
  let graph: Graph
  /// What the source calls the first axis, when it leaves its size open.
  let batchName: String?
  /// What the user should know though it is no error.
  let notes: [String]

  /// - Parameter batch: the size of a symbolic batch axis; `--batch` or 1 by default.
  /// - Throws: `badInput` with every problem of the file.
  init(_ path: String, batch: Int? = nil, _ arguments: Arguments) throws(Failure) {
    self.path = path
    var options = ONNXImportOptions()
    let chosen = try arguments.integer("--batch", in: 1...1 << 20)
    options.batch = batch ?? chosen
    for (name, file) in try arguments.pairs("--constant") {
      let array: NumPyArray
      do { array = try NumPyArray(contentsOf: file) } catch { throw .badInput("\(error)") }
      options.constantInputs[name] = array.tensor()
    }
    do {
      options.weights = try arguments.text("--weights").map { file throws(ImportError) in
        try ArrayArchive(contentsOf: file)
      }
      let model = try importModel(contentsOf: path, options: options)
      imported = try model.graph.simplified(by: Pass.keepingWeights).graph
      graph = try imported.simplified()
      notes = model.notes
      batchName = model.batchName
    } catch {
      // Problems of one file do not always name it.
      let text = "\(error)"
      throw .badInput(text.contains(path) ? text : "\(path): \(text)")
    }
  }
}
