import HandcarFormat
import TensorTrain

/// The plain evaluation of a graph, against which everything else is checked.
///
/// Floating-point values are computed in `Double` whatever their element type says, without
/// intermediate rounding; integers wrap around in their own type. Each operator is written as its
/// definition reads, by another method than the runtime's where there is one.
public struct Interpreter: Sendable {
  /// No value may have more elements; a run could exhaust the memory otherwise.
  public static let maximumElementCount = 1 << 28

  let graph: Graph
  private let program: Graph

  /// Prepares a graph: constants become `Double`, weights given as constant cores become dense.
  ///
  /// - Throws: `GraphError` when the graph is not valid, or a value too large.
  public init(_ graph: Graph) throws(GraphError) {
    try graph.validate()
    for value in graph.values where value.type.count > Self.maximumElementCount {
      throw GraphError(
        "value '\(value.name)' of shape \(value.type.shape) is too large to interpret")
    }
    self.graph = graph
    var program = graph
    for index in program.values.indices {
      program.values[index].constant = program.values[index].constant?.widened
    }
    for index in program.nodes.indices { try program.makeDense(node: index) }
    self.program = program
  }

  /// Runs the graph once.
  ///
  /// - Parameter inputs: one tensor for each graph input, of its type.
  /// - Returns: one tensor for each graph output; floating-point ones hold `float64`.
  public func run(_ inputs: [Tensor]) throws(GraphError) -> [Tensor] {
    let values = try runKeepingAll(inputs)
    return graph.outputs.map { values[$0.index] }
  }

  /// Runs the graph once and returns the tensors of all values, indexed by `ValueID.index`; a value
  /// that nothing defines is empty.
  public func runKeepingAll(_ inputs: [Tensor]) throws(GraphError) -> [Tensor] {
    try check(inputs)
    var values = program.values.map { $0.constant ?? Self.nothing }
    for (id, tensor) in zip(program.inputs, inputs) { values[id.index] = tensor.widened }
    for node in program.nodes {
      let evaluation = NodeEvaluation(
        inputs: node.inputs.map { values[$0.index] },
        resultTypes: node.outputs.map { program[$0].type })
      for (id, tensor) in zip(node.outputs, evaluation.results(of: node.operation)) {
        values[id.index] = tensor
      }
    }
    return Array(values.prefix(graph.values.count))
  }

  private func check(_ inputs: [Tensor]) throws(GraphError) {
    guard inputs.count == graph.inputs.count else {
      throw GraphError("the network has \(graph.inputs.count) inputs, got \(inputs.count)")
    }
    for (id, tensor) in zip(graph.inputs, inputs) where graph[id].type != tensor.type {
      throw GraphError("input '\(graph[id].name)' is \(tensor.type), expected \(graph[id].type)")
    }
  }

  private static let nothing = Tensor([], shape: [0])
}

extension Tensor {
  /// The same tensor in the form that the interpreter computes with: `float64` or `integer`.
  var widened: Tensor {
    if case .float32 = storage { return Tensor(type: type, storage: .float64(doubles)) }
    return self
  }
}

extension Graph {
  /// Replaces a `ttLinear` node with constant cores by a dense `linear` one.
  fileprivate mutating func makeDense(node index: Int) throws(GraphError) {
    let node = nodes[index]
    guard case .ttLinear(let shape, let activation) = node.operation else { return }
    let cores = node.inputs[1...shape.coreCount].compactMap { self[$0].constant?.doubles }
    guard cores.count == shape.coreCount else { return }
    let type = TensorType(.float32, [shape.rows, shape.columns])
    guard type.isWithinLimits, type.count <= Interpreter.maximumElementCount else {
      throw GraphError(node: node.name, "its dense weight \(type.shape) is too large to interpret")
    }
    let dense = DenseTensorTrain.matrix(of: shape, cores: cores)
    let weight = addConstant(node.name, Tensor(type: type, storage: .float64(dense)))
    nodes[index].operation = .linear(activation: activation)
    nodes[index].inputs = [node.inputs[0], weight] + node.inputs[(1 + shape.coreCount)...]
  }
}
