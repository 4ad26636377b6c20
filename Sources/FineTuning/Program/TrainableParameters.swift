import ModelGraph
import TensorTrain

/// Which constants of a network are trained.
public enum TrainableParameters: String, Hashable, Sendable, Codable {
  /// The cores of tensor trains.
  case cores
  /// Cores, weights of dense layers and convolutions, biases, and scales and biases of batch normalizations.
  /// Statistics of normalizations and operands of arithmetic stay as they are.
  case all
}

extension Operation {
  /// The inputs that are parameters, by their places.
  func trainableInputs(_ choice: TrainableParameters) -> Range<Int> {
    switch (self, choice) {
    case (.ttLinear(let shape, _), .cores): 1..<(1 + shape.coreCount)
    case (.ttLinear(let shape, _), .all): 1..<(2 + shape.coreCount)
    case (.linear, .all), (.convolution, .all), (.batchNormalization, .all): 1..<3
    default: 0..<0
    }
  }
}

/// The constants of a network in one vector: those to be trained first.
struct ParameterLayout: Sendable {
  struct Entry: Sendable {
    let value: Graph.ValueID
    let start: Int
    let count: Int
  }

  /// In the order of their starts.
  private(set) var trainable: [Entry] = []
  private(set) var frozen: [Entry] = []
  /// Floats of the trainable part, gaps between entries included.
  let trainableCount: Int
  /// Floats of the whole vector.
  let count: Int

  init(_ graph: Graph, training choice: TrainableParameters) {
    var isTrainable: Set<Graph.ValueID> = []
    var constants: [Graph.ValueID] = []
    for node in graph.nodes {
      let range = node.operation.trainableInputs(choice)
      for (place, id) in node.inputs.enumerated() where graph[id].constant != nil {
        if !constants.contains(id) { constants.append(id) }
        if range ~= place { isTrainable.insert(id) }
      }
    }
    var memory = MemoryCounter()
    func entries(_ ids: [Graph.ValueID]) -> [Entry] {
      ids.map { id in
        let count = graph[id].type.count
        return Entry(value: id, start: memory.allocate(count), count: count)
      }
    }
    trainable = entries(constants.filter { isTrainable.contains($0) })
    trainableCount = memory.count
    frozen = entries(constants.filter { !isTrainable.contains($0) })
    count = memory.count
  }

  /// The vector of a network's constants; gaps are zero.
  func vector(of graph: Graph) -> [Float] {
    var vector = [Float](repeating: 0, count: count)
    for entry in trainable + frozen {
      let elements = graph[entry.value].constant?.floats ?? []
      vector.replaceSubrange(entry.start..<(entry.start + entry.count), with: elements)
    }
    return vector
  }

  /// Puts trained constants into a network with the same values.
  func store(_ vector: [Float], in graph: inout Graph) {
    for entry in trainable {
      graph[entry.value].constant = Tensor(
        Array(vector[entry.start..<(entry.start + entry.count)]),
        shape: graph[entry.value].type.shape)
    }
  }
}
