import TensorTrain
import BoardModel
import HandcarFormat
import ModelGraph

/// Lowers a graph node by node: knows where every value lies and appends steps, buffers and parameters.
///
/// The lowering of each operation family is an extension of this type, one file each in `Operations/`.
struct ProgramBuilder {
  let graph: Graph
  let board: BoardModel
  let planContraction: ContractionPlan.Choice
  let threads: Int
  /// Of the whole graph.
  let parameterByteCount: Int
  private(set) var program = Program()
  /// Where each value lies once it is defined, by value index. Several values may share a place.
  private var places: [Program.Operand?]
  private var currentLayer = Program.Layer()

  init(
    _ graph: Graph, board: BoardModel, planContraction: @escaping ContractionPlan.Choice,
    threads: Int
  ) {
    self.graph = graph
    self.board = board
    self.planContraction = planContraction
    self.threads = threads
    parameterByteCount = GraphStatistics(graph).parameterByteCount
    places = Array(repeating: nil, count: graph.values.count)
  }

  // MARK: Values

  func type(_ id: Graph.ValueID) -> TensorType { graph[id].type }

  func shape(_ id: Graph.ValueID) -> [Int] { graph[id].type.shape }

  /// Where a value can be read during a run. A constant becomes a parameter in its natural layout.
  mutating func place(of id: Graph.ValueID) -> Program.Operand {
    if let place = places[id.index] { return place }
    guard let constant = graph[id].constant else {
      preconditionFailure("value '\(graph[id].name)' is read before it is defined")
    }
    let place = parameter(constant.littleEndianBytes)
    places[id.index] = place
    return place
  }

  /// Gives a value a new buffer of its own.
  @discardableResult
  mutating func define(_ id: Graph.ValueID) -> Program.Operand {
    let place = addBuffer(graph[id].name, byteCount: type(id).byteCount)
    places[id.index] = place
    return place
  }

  /// Gives a value elements that are known now.
  mutating func define(_ id: Graph.ValueID, as tensor: Tensor) {
    places[id.index] = parameter(tensor.littleEndianBytes)
  }

  /// Lets a value lie where another one lies.
  mutating func alias(_ id: Graph.ValueID, to source: Graph.ValueID) {
    places[id.index] = place(of: source)
  }

  // MARK: Memory

  /// - Parameter reservedFrom: see `Program.Buffer`.
  mutating func addBuffer(
    _ name: String, byteCount: Int, reservedFrom: Int? = nil
  ) -> Program.Operand {
    program.buffers.append(
      Program.Buffer(name: name, byteCount: byteCount, reservedFrom: reservedFrom))
    return .buffer(program.buffers.count - 1, offset: 0, byteCount: byteCount)
  }

  mutating func parameter(_ floats: [Float]) -> Program.Operand {
    .parameter(program.parameters.insert(floats), byteCount: floats.count * 4)
  }

  mutating func parameter(_ bytes: [UInt8]) -> Program.Operand {
    .parameter(program.parameters.insert(bytes), byteCount: bytes.count)
  }

  // MARK: Steps

  /// Appends a step.
  ///
  /// - Parameters:
  ///   - inputs: operands 0, 1, …
  ///   - auxiliary: scratch or a second output, operand 4.
  /// - Throws: `LoweringError` when the runtime has no such operation or its limits are exceeded.
  mutating func emit(
    _ attributes: some OperationAttributes, _ inputs: [Program.Operand],
    auxiliary: Program.Operand = .absent, to output: Program.Operand,
    elementType: ElementType = .float32, activation: Activation? = nil, epsilon: Float = 0
  ) throws(LoweringError) {
    var operands = [Program.Operand](repeating: .absent, count: OperationRecord.operandCount)
    operands.replaceSubrange(0..<inputs.count, with: inputs)
    if auxiliary != .absent { operands[OperationRecord.auxiliaryOperand] = auxiliary }
    operands[OperationRecord.outputOperand] = output

    guard attributes.supports(elementType, activation: activation.kind) else {
      throw layerError("\(currentLayer.kind) does not compute in \(elementType)")
    }
    let expected = operands.indices.map {
      operands[$0] == .absent && attributes.isOptional($0)
        ? 0 : attributes.operandByteCount($0, of: elementType).map(Int.init)
    }
    guard attributes.isValid, expected == operands.map(\.byteCount) else {
      throw layerError(
        "\(currentLayer.kind) of \(currentLayer.detail) is beyond the runtime's limits")
    }

    var record = OperationRecord(attributes)
    record.elementType = elementType.rawValue
    record.setActivation(activation)
    record.epsilon = epsilon
    program.steps.append(
      Program.Step(
        record: record, operands: operands,
        overwritable: inputs.indices.filter { attributes.mayOverwrite($0) }))
  }

  /// An error that names the layer which is being lowered.
  func layerError(_ problem: String) -> LoweringError {
    LoweringError(node: currentLayer.name, problem)
  }

  /// Says how the layer that is being lowered appears in reports.
  mutating func describeLayer(
    kind: String, detail: String, reason: String? = nil, multiplyAdds: Int = 0
  ) {
    currentLayer.kind = kind
    currentLayer.detail = detail
    currentLayer.reason = reason
    currentLayer.multiplyAdds = multiplyAdds
  }

  /// Runs `body`, which appends the steps of one layer, and records the layer if there are any.
  mutating func layer(
    _ name: String, parameterCount: Int,
    _ body: (inout ProgramBuilder) throws(LoweringError) -> Void
  ) throws(LoweringError) {
    let first = program.steps.count
    currentLayer = Program.Layer(name: name, parameterCount: parameterCount)
    try body(&self)
    currentLayer.steps = first..<program.steps.count
    if currentLayer.steps.isEmpty { return }
    let parameters = Set(
      program.steps[currentLayer.steps].flatMap(\.operands).filter {
        if case .parameter = $0 { true } else { false }
      })
    currentLayer.parameterByteCount = parameters.reduce(0) { $0 + $1.byteCount }
    program.layers.append(currentLayer)
  }

  // MARK: Boundary

  mutating func addInput(_ id: Graph.ValueID) {
    guard case .buffer(let buffer, _, _) = define(id) else { return }
    program.inputs.append(
      Program.Binding(name: graph[id].name, type: type(id), buffer: buffer))
  }

  mutating func addOutput(_ id: Graph.ValueID, buffer: Int) {
    program.outputs.append(
      Program.Binding(name: graph[id].name, type: type(id), buffer: buffer))
  }
}
