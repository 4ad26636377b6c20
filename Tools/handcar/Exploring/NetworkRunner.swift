import Dispatch
import Exploration
import Foundation
import HandcarFormat
import HandcarHost
import Lowering
import ModelGraph
import Reporting

/// Runs any graph over samples by the runtime, as a board would: many times faster than the
/// reference interpreter.
struct NetworkRunner {
  let samples: Samples
  private let layout: BatchLayout

  /// Opens the file of samples and checks that it fits the network.
  init(_ graph: Graph, path: String, samples samplesPath: String, _ arguments: Arguments)
    throws(Failure)
  {
    let input = graph[try onlyInput(graph.inputs, of: path)]
    layout = BatchLayout(input: input.type.shape)
    samples = try Samples(
      path: samplesPath, input: input.name, shape: layout.inputShape, arguments)
  }

  /// The outputs of some of the samples, which lie along the leading axis.
  func run(_ graph: Graph, _ range: Range<Int>) throws -> [Tensor] {
    let model = try Model(bytes: NetworkRunner.lowered(graph).bytes)
    let shapes = try model.outputs.map { try layout.outputShape($0.shape, name: $0.name) }
    let parts = max(1, min(ProcessInfo.processInfo.activeProcessorCount, range.count))
    let sessions = try (0..<parts).map { _ in try startSession(model) }
    let results = try concurrently(sessions) { session, part in
      let (start, end) = (range.count * part / parts, range.count * (part + 1) / parts)
      return try run(range.lowerBound + start..<range.lowerBound + end, on: session, shapes)
    }
    return zip(shapes.indices, shapes).map { output, shape in
      Tensor(results.flatMap { $0[output] }, shape: [range.count] + shape)
    }
  }

  private func run(_ range: Range<Int>, on session: Session, _ shapes: [[Int]]) throws
    -> [[Float]]
  {
    var results = shapes.map { _ in [Float]() }
    for batch in layout.ranges(covering: range.count) {
      let part = range.lowerBound + batch.lowerBound..<range.lowerBound + batch.upperBound
      let elements = samples.floats(part, padded: layout.batch)
      try session.setInput(0, bytes: bytes(of: elements, as: session.model.inputs[0].elementType))
      session.run()
      for (index, shape) in shapes.enumerated() {
        results[index] += numbers(
          in: session.output(index), of: session.model.outputs[index].elementType
        ).prefix(part.count * shape.reduce(1, *))
      }
    }
    return results
  }

  /// The bytes of the `.hcar` file of a graph, without test vectors.
  static func byteCount(_ graph: Graph) throws -> Int { try lowered(graph).bytes.count }

  private static func lowered(_ graph: Graph) throws -> LoweredModel {
    var options = LoweringOptions()
    options.testInputs = .none
    return try lower(graph.simplified(), options: options)
  }
}

/// Runs a body for each session, each on a thread of its own.
private func concurrently<Output: Sendable>(
  _ sessions: [Session], _ body: (Session, Int) throws -> Output
) throws -> [Output] {
  var results = [Result<Output, any Error>?](repeating: nil, count: sessions.count)
  results.withUnsafeMutableBufferPointer { results in
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let (results, sessions, body) = (results, sessions, body)
      DispatchQueue.concurrentPerform(iterations: sessions.count) { index in
        results[index] = Result { try body(sessions[index], index) }
      }
    }
  }
  return try results.compactMap { try $0?.get() }
}
