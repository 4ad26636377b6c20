internal import HandcarFormat
public import ModelGraph
internal import TestSupport

extension SampleGraphs {
  public struct NamedGraph: Sendable {
    public let name: String
    public let graph: Graph

    /// Random numbers for every input: −2…2, or 0…9 for integers.
    public func inputs(seed: UInt64) -> [Tensor] {
      var generator = SeededGenerator(seed: seed)
      return graph.inputs.map { id in
        let type = graph[id].type
        if type.elementType.isInteger {
          return Tensor(
            integers: (0..<type.count).map { _ in Int64.random(in: 0...9, using: &generator) },
            shape: type.shape, elementType: type.elementType)
        }
        return Tensor(generator.floats(type.count).map { 2 * $0 }, shape: type.shape)
      }
    }
  }

  /// Networks that together use every operation, tensor trains of one to six cores, batches and odd sizes.
  public static func all() throws -> [NamedGraph] {
    var all: [NamedGraph] = []
    func add(_ name: String, _ graph: Graph) {
      all.append(NamedGraph(name: name, graph: graph))
    }
    for batch in [1, 7] {
      for coreCount in 1...6 {
        for bias in [false, true] {
          let seed = UInt64(coreCount * 100 + batch)
          add(
            "tt\(coreCount)-batch\(batch)\(bias ? "-bias" : "")",
            try tensorTrain(coreCount: coreCount, batch: batch, bias: bias, seed: seed))
        }
      }
      add("convolutions-batch\(batch)", try convolutions(batch: batch, seed: 1))
      add(
        "perceptron-batch\(batch)",
        try perceptron(batch: batch, sizes: [37, 113, 61, 11], seed: 2))
    }
    for kind in 0..<RandomGraph.kindCount {
      for round in 0..<3 as Range<UInt64> {
        let seed = UInt64(kind) * 1000 + round
        add("random-\(seed)", try RandomGraph.network(firstKind: kind, seed: seed))
      }
    }
    for type in integerTypes { add("integers-\(type)", try integers(type)) }
    for columnMajor in [false, true] {
      add(
        "maxima\(columnMajor ? "-column-major" : "")",
        try positionsOfMaxima(columnMajor: columnMajor))
    }
    add("run-time-weights", try runTimeWeights())
    add("nothing", try resultsOverNothing())
    return all
  }
}
