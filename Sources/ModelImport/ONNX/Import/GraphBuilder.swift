internal import HandcarFormat
internal import ModelGraph

/// The graph under construction, as the operators' importers write it.
struct GraphBuilder {
  private(set) var graph: Graph
  private var names = UniqueNames()
  private var foldingBudget = ONNXLimits.foldedElementCount
  /// How many constants of each type were converted to `float32`.
  private var conversions: [ONNXDataType: Int] = [:]
  private var externalData: ONNXExternalData

  init(name: String, externalData: ONNXExternalData) {
    graph = Graph(name: name)
    self.externalData = externalData
  }

  func type(_ id: Graph.ValueID) -> TensorType { graph[id].type }
  func shape(_ id: Graph.ValueID) -> [Int] { graph[id].type.shape }
  func constant(_ id: Graph.ValueID) -> Tensor? { graph[id].constant }

  /// One line for each type of which constants were converted.
  var conversionNotes: [String] {
    conversions.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.value) constants of type \($0.key.name) are kept as float32" }
  }

  mutating func uniqueName(_ name: String) -> String { names.unique(name) }

  mutating func addInput(_ name: String, _ type: TensorType) -> Graph.ValueID {
    graph.addInput(name, type)
  }

  /// A value that no node computes: it stands in for the result of a node that cannot be imported, so that
  /// the nodes after it can still be checked.
  mutating func addPlaceholder(_ name: String, _ type: TensorType) -> Graph.ValueID {
    graph.addValue(Graph.Value(name: name, type: type))
  }

  mutating func rename(_ id: Graph.ValueID, to name: String) { graph[id].name = name }

  mutating func setOutputs(_ outputs: [Graph.ValueID]) { graph.outputs = outputs }

  mutating func addConstant(_ name: String, _ tensor: Tensor) -> Graph.ValueID {
    graph.addConstant(name, tensor)
  }

  /// The value of a tensor of the file; converted types are noted.
  mutating func decode(_ tensor: ONNXTensor) throws(NodeProblem) -> Tensor {
    let decoded = try tensor.decoded(externalData: &externalData)
    if decoded.elementType == .float32, tensor.dataType.valueType != .float32 {
      noteConversion(from: tensor.dataType)
    }
    // Each stored constant may be copied twice by folding, such as to transpose a weight.
    foldingBudget += 2 * decoded.count
    return decoded
  }

  mutating func noteConversion(from type: ONNXDataType) { conversions[type, default: 0] += 1 }

  /// Appends an operation as the node `node.name`, or `node.name/part` for a helper of it, and returns its
  /// outputs. An operation on constants only is computed at once where the result is cheap.
  mutating func add(
    _ operation: Operation, _ inputs: [Graph.ValueID], for node: BoundNode, part: String? = nil,
    outputCount: Int = 1
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let name = part.map { names.unique("\(node.name)/\($0)") } ?? node.name
    // The only operation that can raise the rank. What follows may then take time quadratic in ranks.
    if case .reshape(let shape) = operation, shape.count > Limits.maximumRank {
      throw NodeProblem("\(shape.count) axes; at most \(Limits.maximumRank) are supported")
    }
    do {
      if let tensor = try folded(operation, inputs) { return [addConstant(name, tensor)] }
      let outputs = (0..<outputCount).map { $0 == 0 ? name : "\(name):\($0)" }
      return try graph.addNode(operation, inputs, name: name, outputNames: outputs)
    } catch let error as GraphError {
      throw NodeProblem(error.problem)
    } catch let problem as NodeProblem {
      throw problem
    } catch {
      throw NodeProblem("\(error)")
    }
  }

  /// Checks the size of a constant that is about to be computed, and counts it.
  mutating func spend(_ type: TensorType, limit: Int = .max) throws(NodeProblem) {
    guard type.shape.count <= Limits.maximumRank, type.isWithinLimits,
      type.count <= min(limit, foldingBudget)
    else {
      throw NodeProblem(
        "would make a constant of shape \(type.shape), too large to compute at import")
    }
    foldingBudget -= type.count
  }

  /// The value of an operation that only moves elements, or of arithmetic on integers (what exporters write
  /// to compute shapes), when all inputs are constants.
  private mutating func folded(
    _ operation: Operation, _ inputs: [Graph.ValueID]
  ) throws -> Tensor? {
    let constants = inputs.compactMap(constant)
    guard !constants.isEmpty, constants.count == inputs.count else { return nil }
    let types = constants.map(\.type)
    switch operation {
    case .reshape(let shape):
      _ = try operation.resultTypes(for: types, outputCount: 1, node: "")
      return constants[0].reshaped(shape)
    case .identity: return constants[0]
    case .transpose(let permutation):
      let type = try operation.resultTypes(for: types, outputCount: 1, node: "")[0]
      try spend(type)
      let strides = constants[0].rowMajorStrides
      return constants[0].strided(type.shape, strides: permutation.map { strides[$0] })
    case .binary, .concat:
      guard types.allSatisfy({ $0.elementType.isInteger }) else { return nil }
      let type = try operation.resultTypes(for: types, outputCount: 1, node: "")[0]
      try spend(type, limit: ONNXLimits.maximumFoldedCount)
      return try Self.result(of: operation, constants)
    default: return nil
    }
  }

  /// The value of an operation on known tensors.
  private static func result(
    of operation: Operation, _ constants: [Tensor]
  ) throws(GraphError) -> Tensor {
    var graph = Graph()
    let inputs = constants.map { graph.addConstant("", $0) }
    graph.outputs = try graph.addNode(operation, inputs, name: "")
    return try Interpreter(graph).run([])[0]
  }
}
