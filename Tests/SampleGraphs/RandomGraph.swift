internal import HandcarFormat
public import ModelGraph
internal import TestSupport

/// Random small networks of Float32 operations, every kind of operation among them.
public struct RandomGraph {
  var graph = Graph()
  var generator: SeededGenerator
  /// Results so far.
  private var values: [Graph.ValueID] = []

  /// Kinds of operations that `append` knows.
  public static let kindCount = 14

  private init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// A network that begins with an operation of a kind.
  public static func network(firstKind: Int, seed: UInt64) throws -> Graph {
    var network = RandomGraph(seed: seed)
    let shape = (0..<network.pick(1...5)).map { _ in network.pick(1...6) }
    network.values = [network.graph.addInput("x", TensorType(.float32, shape))]
    try network.append(kind: firstKind)
    for _ in 0..<network.pick(0...5) {
      try network.append(kind: network.pick(0...(kindCount - 1)))
    }
    // Inputs and intermediate values may be outputs, and one may be so twice.
    network.graph.outputs = [network.values.last!]
    for _ in 0..<network.pick(0...2) {
      network.graph.outputs.append(network.values.randomElement(using: &network.generator)!)
    }
    return network.graph
  }

  /// Appends an operation that takes one of the values.
  private mutating func append(kind: Int) throws {
    let x = values.randomElement(using: &generator)!
    let rank = shape(x).count
    switch kind {
    case 0: try linear(try atLeast(1, x))
    case 1: try convolution(try withRank(rank == 3 ? 3 : 4, x))
    case 2: try pool(try withRank(min(max(3, rank), 5), x))
    case 3: try binary(x)
    case 4: try add(.activation(activation()), [x])
    case 5: try add(.softmax(axis: pick(0...max(0, rank - 1))), [try atLeast(1, x)])
    case 6: try reduceMean(x)
    case 7: try add(.transpose(permutation: (0..<rank).shuffled(using: &generator)), [x])
    case 8: try concat(try atLeast(1, x))
    case 9: try pad(x)
    case 10: try matrixProduct(try withRank(max(2, rank), x))
    case 11: try normalization(try withRank(max(2, rank), x))
    case 12: try add(.reshape([count(x)]), [x])
    default: try add(.identity, [x])
    }
  }

  // MARK: Helpers

  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  mutating func maybe() -> Bool { Bool.random(using: &generator) }

  func shape(_ id: Graph.ValueID) -> [Int] { graph[id].type.shape }

  func count(_ id: Graph.ValueID) -> Int { graph[id].type.count }

  mutating func constant(
    _ shape: [Int], in range: ClosedRange<Float> = -1...1
  ) -> Graph.ValueID {
    let elements = (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &generator) }
    return graph.addConstant("c\(graph.values.count)", Tensor(elements, shape: shape))
  }

  mutating func activation() -> Activation {
    let all: [Activation] = [
      .relu, .leakyRelu(slope: 0.1), .clip(low: -0.5, high: 0.75), .sigmoid, .tanh,
    ]
    return all.randomElement(using: &generator)!
  }

  mutating func maybeActivation() -> Activation? { maybe() ? activation() : nil }

  mutating func add(_ operation: Operation, _ inputs: [Graph.ValueID]) throws {
    values += try graph.addNode(operation, inputs, name: "n\(graph.nodes.count)")
  }

  /// The value with axes of size 1 in front, or its first axes joined, to have `rank` axes.
  private mutating func withRank(_ rank: Int, _ x: Graph.ValueID) throws -> Graph.ValueID {
    var sizes = shape(x)
    if sizes.count == rank { return x }
    while sizes.count < rank { sizes.insert(1, at: 0) }
    while sizes.count > rank { sizes.replaceSubrange(0...1, with: [sizes[0] * sizes[1]]) }
    try add(.reshape(sizes), [x])
    return values.last!
  }

  private mutating func atLeast(_ rank: Int, _ x: Graph.ValueID) throws -> Graph.ValueID {
    try withRank(max(rank, shape(x).count), x)
  }
}
