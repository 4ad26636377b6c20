import HandcarFormat
import ModelGraph
import TestSupport
import Testing

/// A graph under construction for the tests of passes.
struct Network {
  var graph = Graph()
  var generator: SeededGenerator
  private var count = 0

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func input(_ shape: [Int]) -> Graph.ValueID {
    graph.addInput(unique("x"), TensorType(.float32, shape))
  }

  /// A constant of random elements in −1…1.
  mutating func constant(_ shape: [Int]) -> Graph.ValueID {
    graph.addConstant(unique("c"), generator.tensor(shape))
  }

  mutating func add(
    _ operation: Operation, _ inputs: Graph.ValueID..., name: String? = nil
  ) throws -> Graph.ValueID {
    try graph.addNode(operation, inputs, name: name ?? unique("n"))[0]
  }

  /// Batch normalization with random constant statistics.
  mutating func batchNormalization(_ x: Graph.ValueID) throws -> Graph.ValueID {
    let channels = shape(x)[1]
    let parameters = (0..<3).map { _ in constant([channels]) }
    let variance = generator.floats(channels).map { abs($0) + 0.5 }
    let last = graph.addConstant(unique("c"), Tensor(variance, shape: [channels]))
    return try graph.addNode(
      .batchNormalization(epsilon: 1e-3), [x] + parameters + [last], name: unique("bn"))[0]
  }

  func shape(_ id: Graph.ValueID) -> [Int] { graph[id].type.shape }

  /// Runs the passes and checks that what matters of the graph is unchanged.
  mutating func simplified(
    _ passes: [Pass] = Pass.all, outputs: Graph.ValueID..., comment: Comment? = nil
  ) throws -> Graph {
    if !outputs.isEmpty { graph.outputs = outputs }
    let (simple, _) = try graph.simplified(by: passes)
    try simple.validate()
    func signature(_ graph: Graph, _ ids: [Graph.ValueID]) -> [String] {
      ids.map { "\(graph[$0].name) \(graph[$0].type)" }
    }
    #expect(signature(simple, simple.inputs) == signature(graph, graph.inputs), comment)
    #expect(signature(simple, simple.outputs) == signature(graph, graph.outputs), comment)
    let x = graph.inputs.map { generator.tensor(shape($0)) }
    let expected = try Interpreter(graph).run(x)
    let actual = try Interpreter(simple).run(x)
    for (a, b) in zip(actual, expected) {
      let scale = b.doubles.reduce(1) { max($0, abs($1)) }
      #expect(a.distance(to: b.doubles, b.shape) <= 1e-5 * scale, comment)
    }
    return simple
  }

  private mutating func unique(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }
}

extension Graph {
  /// What the nodes do, in order.
  var summary: [String] { nodes.map { "\($0.name): \(description(of: $0))" } }
}
