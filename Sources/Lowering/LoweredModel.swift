import Foundation
public import ModelGraph

/// Lowers a simplified graph to the bytes of a `.hcar` file: chooses how each layer is computed, packs the
/// parameters, plans the memory and adds test vectors and provenance.
///
/// The same graph and options always give the same bytes.
///
/// - Throws: `LoweringError` with every node that cannot be lowered.
/// - Cost: a few passes over the parameters, and one run of the reference interpreter for each test vector.
public func lower(_ graph: Graph, options: LoweringOptions = LoweringOptions()) throws
  -> LoweredModel
{
  let program = try ProgramBuilder.program(
    of: graph, board: options.board, planContraction: options.choosePlan)
  let plan = MemoryPlan(for: program)
  let testVectors = try TestVector.vectors(for: graph, options)
  let provenance = try Provenance(program, plan, options).bytes()
  var writer = ModelWriter(program, plan)
  let bytes = writer.bytes(testVectors: testVectors, provenance: provenance, options: options)
  return LoweredModel(program: program, memoryPlan: plan, bytes: bytes)
}

/// A network ready to be written.
public struct LoweredModel: Sendable {
  public let program: Program
  public let memoryPlan: MemoryPlan
  /// The whole `.hcar` file.
  public let bytes: [UInt8]

  /// Writes the file under a temporary name beside `path` and renames it, so that no partial file is ever seen.
  ///
  /// - Throws: `ModelWriteError`
  public func write(to path: String) throws(ModelWriteError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ModelWriteError(path: path, reason: error.localizedDescription)
    }
  }
}

/// Why a model file could not be written.
public struct ModelWriteError: Error, CustomStringConvertible {
  public let description: String

  init(path: String, reason: String) { description = "cannot write '\(path)': \(reason)" }
}
