import Foundation
import HandcarFormat
import ModelGraph

/// Reads a network from its JSON description (see README.md in this folder) and the arrays beside it.
///
/// - Parameters:
///   - path: the description; its arrays are looked for in its folder and nowhere else.
///   - batch: the size of the leading axis of the input.
/// - Throws: `ImportError` that names the layer, the key and what was expected there.
public func importNetwork(
  contentsOf path: String, batch: Int = 1
) throws(ImportError) -> ImportedModel {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
  return try importNetwork(try readFile(path), name: path, folder: folder.path, batch: batch)
}

/// The same from bytes.
///
/// - Parameters:
///   - name: what the description is called in errors.
///   - folder: where the arrays lie.
func importNetwork(
  _ data: Data, name: String, folder: String, batch: Int = 1
) throws(ImportError) -> ImportedModel {
  var reader = try JSONObjectReader(JSONParser.parse(data, file: name), context: name)
  let format = try reader.string("format")
  guard format == "handcar-network" else {
    throw reader.problem("format", "expected \"handcar-network\", found \"\(format)\"")
  }
  let version = try reader.optionalInteger("version")
  guard version == 1 else {
    throw reader.problem("version", "expected 1, found \(version.map(String.init) ?? "nothing")")
  }
  let title = try reader.optionalString("name") ?? "network"
  let arraysFile = try reader.optionalString("arrays")
  let input = try networkInput(&reader, batch: batch)
  let layers = try reader.list("layers")
  try reader.finish()

  let arrays = NetworkArrays(
    archive: try networkArrays(arraysFile, reader: reader, folder: folder))
  var builder = NetworkBuilder(name: title, input: input, arrays: arrays)
  for (index, layer) in layers.enumerated() {
    try builder.append(layer, context: "\(name): layers[\(index)]", index: index)
  }
  return ImportedModel(
    graph: builder.finish(), notes: builder.notes, producer: "JSON description", batchName: "batch")
}

/// The archive that a description names; only a plain file name is taken, so that a description from elsewhere
/// cannot reach into other folders.
private func networkArrays(
  _ file: String?, reader: JSONObjectReader, folder: String
) throws(ImportError) -> ArrayArchive? {
  guard let file else { return nil }
  guard !file.isEmpty, !file.contains("/") else {
    throw reader.problem("arrays", "'\(file)' is not the name of a file in the same folder")
  }
  return try ArrayArchive(
    contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(file).path)
}

/// `"input": {"name": "x", "shape": [3, 32, 32]}`, the shape without its batch axis.
private func networkInput(
  _ reader: inout JSONObjectReader, batch: Int
) throws(ImportError) -> (name: String, type: TensorType) {
  guard let value = reader.value("input") else {
    throw reader.problem("input", "missing; expected an object with name and shape")
  }
  var input = try JSONObjectReader(value, context: reader.context + ": input")
  let name = try input.optionalString("name") ?? "input"
  let shape = try input.sizes("shape")
  try input.finish()
  let type = TensorType(.float32, [batch] + shape)
  guard (1...Limits.maximumDimension).contains(batch), type.shape.count <= Limits.maximumRank,
    type.isWithinLimits
  else {
    throw input.problem("shape", "\(type.shape) with the batch of \(batch) is too large")
  }
  return (name, type)
}
