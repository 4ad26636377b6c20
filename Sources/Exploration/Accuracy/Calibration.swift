import LinearAlgebra
public import ModelGraph

/// Statistics of the inputs of layers, by layer name, gathered from samples without labels. The inputs of a
/// convolution are the patches of its images.
public struct Calibration: Sendable {
  public var statistics: [String: InputStatistics]

  public init(statistics: [String: InputStatistics] = [:]) { self.statistics = statistics }

  /// Elements of patches that are kept of a convolution at most, about: 16 MB.
  private static let patchElements = 1 << 22

  /// Runs a network over samples and keeps what its layers see.
  ///
  /// - Parameters:
  ///   - names: the layers wanted; all linear ones by default.
  ///   - sampleCount: how many samples there are.
  ///   - evaluate: runs a part of the samples through the given graph, whose outputs are the inputs
  ///     of the layers, and returns them. The interpreter will do; a faster one is welcome.
  /// - Throws: what `evaluate` throws.
  public init(
    of graph: Graph, layers names: Set<String>? = nil, sampleCount: Int,
    evaluate: (_ probe: Graph, _ samples: Range<Int>) throws -> [Tensor]
  ) throws {
    let layers = graph.factorizableLayers.filter {
      names?.contains($0.name) ?? ($0.convolution == nil)
    }
    var probe = graph
    probe.outputs = layers.map { graph.nodes[$0.nodeIndex].inputs[0] }
    // What follows the last layer need not run.
    if let last = layers.map(\.nodeIndex).max() { probe.nodes = Array(graph.nodes[..<last]) }
    var seen = [[Float]](repeating: [], count: layers.count)
    // Some hundred at a time, since an evaluation may hold everything in `Double`.
    if !layers.isEmpty {
      for first in stride(from: 0, to: sampleCount, by: 256) {
        let part = try evaluate(probe, first..<min(first + 256, sampleCount))
        for (index, tensor) in part.enumerated() {
          let (node, columns) = (graph.nodes[layers[index].nodeIndex], layers[index].columns)
          guard case .convolution(let convolution) = node.operation else {
            seen[index] += tensor.floats
            continue
          }
          seen[index] += convolution.patches(
            of: tensor.floats, shape: Array(graph[node.inputs[0]].type.shape[1...]),
            outputSizes: Array(graph[node.outputs[0]].type.shape[2...]),
            perImage: max(1, Self.patchElements / columns / sampleCount))
        }
      }
    }
    statistics = [:]
    for (index, layer) in layers.enumerated() where seen[index].count >= layer.columns {
      statistics[layer.name] = InputStatistics(samples: seen[index], columns: layer.columns)
      seen[index] = []
    }
  }

  /// The same by the interpreter.
  ///
  /// - Parameter samples: for each graph input a tensor whose leading axis counts the samples.
  /// - Throws: `GraphError` when the samples do not suit the network, or mix along the batch.
  public init(of graph: Graph, layers names: Set<String>? = nil, samples: [Tensor]) throws {
    var interpreter: Interpreter?
    try self.init(of: graph, layers: names, sampleCount: samples.first?.shape.first ?? 0) {
      probe, range in
      let ready = try interpreter ?? Interpreter(probe)
      interpreter = ready
      return try ready.run(samples: samples.map { $0.samples(range) })
    }
  }
}

extension Tensor {
  fileprivate func samples(_ range: Range<Int>) -> Tensor {
    let size = shape.dropFirst().reduce(1, *)
    let elements = range.lowerBound * size..<range.upperBound * size
    let storage: Storage =
      switch self.storage {
      case .float32(let all): .float32(Array(all[elements]))
      case .float64(let all): .float64(Array(all[elements]))
      case .integer(let all): .integer(Array(all[elements]))
      }
    return Tensor(
      type: TensorType(elementType, [range.count] + shape.dropFirst()), storage: storage)
  }
}
