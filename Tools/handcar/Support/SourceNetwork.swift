import ModelGraph
import ModelImport

/// A network from an ONNX file or a network description, imported and simplified.
struct SourceNetwork {
  let path: String
  var graph: Graph
  /// What the user should know though it is no error.
  let notes: [String]

  /// - Parameter batch: the size of a symbolic batch axis; `--batch` or 1 by default.
  /// - Throws: `badInput` with every problem of the file.
  init(_ path: String, batch: Int? = nil, _ arguments: Arguments) throws(Failure) {
    self.path = path
    var options = ImportOptions()
    options.batch = try batch ?? arguments.integer("--batch", in: 1...1 << 20)
    for (name, file) in try arguments.pairs("--constant") {
      do { options.constantInputs[name] = try NumPyArray(contentsOf: file).tensor() } catch {
        throw .badInput("\(error)")
      }
    }
    do {
      let imported = try importModel(path, options: options)
      graph = try imported.graph.simplified()
      notes = imported.notes
    } catch {
      // Problems of one file do not always name it.
      let text = "\(error)"
      throw .badInput(text.contains(path) ? text : "\(path): \(text)")
    }
  }
}
