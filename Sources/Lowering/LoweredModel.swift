import Foundation
public import ModelGraph

/// Lowers a simplified graph to the bytes of a `.hcar` file: chooses how each layer is computed, packs the
/// parameters, plans the memory and adds test vectors and provenance.
///
/// The same graph and options always give the same bytes.
///
/// - Throws: `LoweringError` with every node that cannot be lowered, or when no plan keeps to the memory.
/// - Cost: a few passes over the parameters for each plan that is tried, and one run of the reference interpreter for
///   each test vector.
public func lower(_ graph: Graph, options: LoweringOptions = LoweringOptions()) throws
  -> LoweredModel
{
  let testVectors = try TestVector.vectors(for: graph, options)
  var least = Int.max
  for (planContraction, threads) in options.ways {
    let program = try ProgramBuilder.program(
      of: graph, board: options.board, planContraction: planContraction, threads: threads)
    let plan = MemoryPlan(for: program)
    let provenance = try Provenance(program, plan, options).bytes()
    var writer = ModelWriter(program, plan)
    let bytes = writer.bytes(testVectors: testVectors, provenance: provenance, options: options)
    let model = LoweredModel(program: program, memoryPlan: plan, bytes: bytes)
    if model.memoryByteCount <= options.largestMemory { return model }
    least = min(least, model.memoryByteCount)
  }
  throw LoweringError([
    "the model needs \(least) bytes of memory, its file and its arena, but \(options.largestMemory) are allowed; "
      + "factorize more layers or choose smaller ranks"
  ])
}

/// A network ready to be written.
public struct LoweredModel: Sendable {
  public let program: Program
  public let memoryPlan: MemoryPlan
  /// The whole `.hcar` file.
  public let bytes: [UInt8]

  /// Bytes that the model takes on a board: the file and the program's arena. A session adds some hundred.
  public var memoryByteCount: Int { bytes.count + memoryPlan.arenaByteCount }

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
