import BoardModel
import HandcarFormat
import ModelGraph
import TensorTrain

extension ProgramBuilder {
  /// Below this many columns vectors run along the rows of a stage's matrix instead (`MatrixLayout.panels`).
  private static var minimumVectorColumns: Int { Limits.panelWidth }

  /// A tensor-train layer is a chain of contractions, one for each core, without a transposition between them.
  mutating func lowerTensorTrain(
    _ node: Graph.Node, _ shape: TTShape, _ activation: Activation?
  ) throws(LoweringError) {
    try requireFloat32(node, "a tensor-train layer")
    var cores: [[Float]] = []
    for id in node.inputs[1...].prefix(shape.coreCount) {
      guard let core = graph[id].constant else {
        throw LoweringError(node: node.name, "core '\(graph[id].name)' is not a constant")
      }
      cores.append(core.floats)
    }
    let batch = self.shape(node.inputs[0]).dropLast().reduce(1, *)
    let plan: ContractionPlan
    do { plan = try planContraction(shape, batch) } catch {
      throw LoweringError(node: node.name, error.description)
    }
    let bias = node.inputs.count > 1 + shape.coreCount ? node.inputs.last : nil
    describeLayer(
      kind: "tt", detail: plan.description + suffix(activation),
      reason: ContractionForecast(plan, on: board).text, multiplyAdds: plan.multiplyAdds)
    try emit(
      plan, cores: merged(cores, plan, node), input: place(of: node.inputs[0]),
      bias: bias.map { place(of: $0) },
      node: node, activation: activation)
  }

  /// The cores with those of each group multiplied into one, in Double so that merging adds no error of its own.
  private func merged(
    _ cores: [[Float]], _ plan: ContractionPlan, _ node: Graph.Node
  ) throws(LoweringError) -> [[Float]] {
    guard plan.groups.count < plan.shape.coreCount else { return cores }
    do {
      let train = try TTMatrix(shape: plan.shape, cores: cores)
      return TTMatrix<Float>(rounding: train.inDouble.merging(plan.groups)).cores
    } catch {
      throw LoweringError(node: node.name, error.description)
    }
  }

  /// Appends the stages of a plan. Bias and activation ride in the store of the last one.
  private mutating func emit(
    _ plan: ContractionPlan, cores: [[Float]], input: Program.Operand, bias: Program.Operand?,
    node: Graph.Node, activation: Activation?
  ) throws(LoweringError) {
    var state = input
    for (index, stage) in plan.stages.enumerated() {
      let isLast = index == plan.stages.count - 1
      var attributes = ContractionAttributes()
      attributes.batch = stage.P
      attributes.depth = stage.K
      attributes.rows = stage.R
      attributes.columns = stage.Q
      attributes.layout = board.layout(for: stage)
      if isLast, bias != nil { attributes.setBias(period: stage.P / plan.batch) }

      let output: Program.Operand
      if isLast {
        output = define(node.outputs[0])
      } else {
        guard stage.outputCount <= Self.maximumValueByteCount / 4 else {
          throw LoweringError(
            node: node.name,
            "the state after core \(stage.core + 1) has \(stage.outputCount) elements, "
              + "more than \(Self.maximumValueByteCount / 4); choose another shape")
        }
        output = addBuffer(
          "\(node.name).state\(index + 1)", byteCount: stage.outputCount * 4)
      }
      let matrix = parameter(
        stage.matrix(of: cores[stage.core], plan.mergedShape, attributes.layout))
      try emit(
        attributes, [state, matrix, isLast ? bias ?? .absent : .absent], to: output,
        activation: isLast ? activation : nil)
      state = output
    }
  }
}

extension ContractionAttributes {
  /// The bias of a whole layer in its natural order, `[period][R][Q]` for each vector of the batch.
  fileprivate mutating func setBias(period: Int) {
    if columns == 1, period == 1 {
      biasMode = .perRow
    } else {
      biasMode = .full
      biasPeriod = period
    }
  }
}
