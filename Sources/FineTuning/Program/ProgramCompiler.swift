import HandcarFormat
import ModelGraph
import TensorTrain

/// Turns the nodes of a network into steps and gives every value, gradient and state its place.
struct ProgramCompiler {
  let graph: Graph
  let parameters: ParameterLayout
  private(set) var prepared = MemoryCounter()
  var memory = MemoryCounter()

  private let slices: Int
  private let trainable: TrainableParameters?
  private var locations: [Graph.ValueID: TrainingProgram.Location] = [:]
  private var gradients: [Graph.ValueID: TrainingProgram.Location] = [:]

  init(
    _ graph: Graph, slices: Int, training trainable: TrainableParameters?,
    _ differentiatesInputs: Bool
  ) {
    self.graph = graph
    self.slices = slices
    self.trainable = trainable
    parameters = ParameterLayout(graph, training: trainable ?? .cores)
    for entry in parameters.trainable + parameters.frozen {
      locations[entry.value] = .init(isParameter: true, start: entry.start, count: entry.count)
    }
    for id in graph.inputs { locations[id] = value(id) }
    for node in graph.nodes {
      for id in node.outputs where graph[id].type.elementType == .float32 {
        locations[id] = value(id)
      }
    }
    if trainable == nil { return }
    for entry in parameters.trainable { gradients[entry.value] = locations[entry.value] }
    if differentiatesInputs { for id in graph.inputs { gradients[id] = value(id) } }
    for node in graph.nodes where node.inputs.contains(where: { gradients[$0] != nil }) {
      gradients[node.outputs[0]] = value(node.outputs[0])
    }
  }

  private mutating func value(_ id: Graph.ValueID) -> TrainingProgram.Location {
    let count = graph[id].type.count
    return .init(isParameter: false, start: memory.allocate(count), count: count)
  }

  func location(of id: Graph.ValueID) -> TrainingProgram.Location {
    locations[id] ?? .init(isParameter: false, start: 0, count: 0)
  }

  func gradient(of id: Graph.ValueID) -> TrainingProgram.Location? { gradients[id] }

  mutating func compile() throws(GraphError) -> [TrainingProgram.Node] {
    // Backwards, because the last reader of a value is the first to write its gradient. The loss has
    // written those of the outputs before.
    var isWritten = Set(graph.outputs)
    var result: [TrainingProgram.Node] = []
    for node in graph.nodes.reversed() {
      let step = try step(of: node)
      var additions: [(from: Int, to: TrainingProgram.Location)] = []
      let inputGradients = node.inputs.map { id -> TrainingProgram.Location? in
        guard let gradient = gradients[id] else { return nil }
        if isWritten.insert(id).inserted { return gradient }
        let start = memory.allocate(gradient.count)
        additions.append((start, gradient))
        return .init(isParameter: false, start: start, count: gradient.count)
      }
      result.append(
        TrainingProgram.Node(
          name: node.name, step: step, inputs: node.inputs.map { location(of: $0) },
          output: location(of: node.outputs[0]),
          outputGradient: gradients[node.outputs[0]]?.start, inputGradients: inputGradients,
          additions: additions, preparedStart: prepared.allocate(step.preparedCount),
          keptStart: memory.allocate(step.keptCount)))
    }
    return result.reversed()
  }

  private func step(of node: Graph.Node) throws(GraphError) -> any Step {
    for id in node.inputs + node.outputs.prefix(1) where graph[id].type.elementType != .float32 {
      throw GraphError(
        node: node.name, "'\(graph[id].name)' is \(graph[id].type); training needs float32")
    }
    let shapes = node.inputs.map { graph[$0].type.shape }
    let output = graph[node.outputs[0]].type.shape
    let count = output.reduce(1, *)
    switch node.operation {
    case .linear:
      let weight = shapes[1]
      guard
        let shape = try? TTShape(rowModes: [weight[0]], columnModes: [weight[1]], ranks: [1, 1])
      else { throw GraphError(node: node.name, "a weight of \(weight) cannot be trained") }
      return TensorTrainStep(shape, batch: count / weight[0], hasBias: shapes.count > 2)
    case .ttLinear(let shape, _):
      let (batch, hasBias) = (count / shape.rows, shapes.count > 1 + shape.coreCount)
      return canBeRebuilt(node)
        && RebuiltTensorTrainStep.paysOff(shape, batch: batch, slices: slices)
        ? RebuiltTensorTrainStep(shape, batch: batch, hasBias: hasBias)
        : TensorTrainStep(shape, batch: batch, hasBias: hasBias)
    case .matrixProduct:
      return MatrixProductStep(left: shapes[0], right: shapes[1], output: output)
    case .binary(let binaryOperator, _):
      return BinaryStep(binaryOperator, left: shapes[0], right: shapes[1], output: output)
    case .convolution(let convolution):
      return ConvolutionStep(
        convolution, input: shapes[0], output: output, hasBias: shapes.count > 2)
    case .batchNormalization(let epsilon):
      return NormalizationStep(shape: shapes[0], epsilon: epsilon)
    case .activation(let activation): return ActivationStep(activation: activation, count: count)
    case .softmax(let axis): return SoftmaxStep(shape: shapes[0], axis: axis)
    case .pool(let pool): return PoolStep(pool, input: shapes[0])
    case .reduceMean(let axes, _): return ReduceMeanStep(shape: shapes[0], axes: axes)
    case .reshape, .identity: return CopyStep(count: count)
    case .transpose(let permutation):
      return GatherStep(transposing: shapes[0], permutation: permutation)
    case .concat(let axis): return ConcatStep(shapes: shapes, axis: axis)
    case .pad(let padding): return GatherStep(padding: padding, shape: shapes[0])
    }
  }

  /// Whether all cores are constants that no other node reads: their gradients are complete only after all slices,
  /// too late to be added to others.
  private func canBeRebuilt(_ node: Graph.Node) -> Bool {
    guard case .ttLinear(let shape, _) = node.operation else { return false }
    return node.inputs[1...shape.coreCount].allSatisfy { core in
      graph[core].constant != nil
        && graph.nodes.reduce(0) { $0 + $1.inputs.filter { $0 == core }.count } == 1
    }
  }
}
