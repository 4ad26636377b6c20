import FineTuning
import ModelGraph
import ModelImport

/// Writes a network for other programs.
///
/// - Returns: what the user should know.
/// - Throws: `badInput` when the format cannot say the network, `outputNotWritten` when the file cannot be
///   written.
func export(_ graph: Graph, of source: SourceNetwork, to path: String) throws(Failure) -> [String] {
  let exported: ExportedModel
  do { exported = try ExportedModel(graph, batchName: source.batchName) } catch {
    throw .badInput("\(source.path): \(error)")
  }
  do { try exported.write(to: path) } catch { throw .outputNotWritten("\(error)") }
  return exported.notes
}

/// Checks, before any work is done, that files of this name can be exported.
func checkExport(_ path: String) throws(Failure) {
  do { _ = try ExportFormat(path: path) } catch { throw .usage("\(error)") }
}

extension TunedNetwork {
  /// Writes the files of `--export`.
  func export(_ source: SourceNetwork, _ arguments: Arguments) throws(Failure) -> [String] {
    var notes: [String] = []
    for path in arguments.all("--export") {
      for note in try handcar.export(training.graph, of: source, to: path)
      where !notes.contains(note) { notes.append(note) }
    }
    return notes
  }
}

extension Verb.Option {
  static let export = Verb.Option(
    name: "--export", value: "FILE", isRepeatable: true,
    help: """
      Write the network for other programs as well: .onnx, or .safetensors with its arrays. \
      'handcar convert' takes it back as it is.
      """)
}
