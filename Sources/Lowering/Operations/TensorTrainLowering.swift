import BoardModel
import HandcarFormat
import ModelGraph
import TensorTrain

extension ProgramBuilder {
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

  /// Appends the stages of a plan, as many vectors and entries at a time as leave the states between them in the second
  /// cache.
  private mutating func emit(
    _ plan: ContractionPlan, cores: [[Float]], input: Program.Operand, bias: Program.Operand?,
    node: Graph.Node, activation: Activation?
  ) throws(LoweringError) {
    let output = define(node.outputs[0])
    let layouts = plan.stages.map { board.layout(for: $0) }
    let matrices = zip(plan.stages, layouts).map { stage, layout in
      parameter(stage.matrix(of: cores[stage.core], plan.mergedShape, layout))
    }
    let blocking = ContractionBlocking(
      plan, on: board, isInputWhole: !input.isBuffer, isLastWhole: bias != nil, threads: threads)
    for first in stride(from: 0, to: plan.batch, by: blocking.vectors) {
      let vectors = first..<first + blocking.vectors
      let firstStep = program.steps.count
      var state = input.part(vectors, of: plan.batch)
      for (run, parts) in blocking.runs(of: plan) {
        let runOutput =
          run.upperBound == plan.stages.count
          ? output.part(vectors, of: plan.batch)
          : try stateBuffer(run.upperBound - 1, plan, blocking, parts: 1, firstStep, node)
        for part in 0..<parts {
          var partState = state.part(part..<part + 1, of: parts)
          for index in run {
            let stage = plan.stages[index]
            let isLast = index == plan.stages.count - 1
            var attributes = ContractionAttributes()
            attributes.batch = stage.P / plan.batch * blocking.vectors / parts
            attributes.depth = stage.K
            attributes.rows = stage.R
            attributes.columns = stage.Q
            attributes.layout = layouts[index]
            if isLast, bias != nil { attributes.setBias(period: stage.P / plan.batch) }
            let target =
              index == run.upperBound - 1
              ? runOutput.part(part..<part + 1, of: parts)
              : try stateBuffer(index, plan, blocking, parts: parts, firstStep, node)
            try emit(
              attributes, [partState, matrices[index], isLast ? bias ?? .absent : .absent],
              to: target, activation: isLast ? activation : nil)
            partState = target
          }
        }
        state = runOutput
      }
    }
  }

  /// Memory for what a stage other than the last computes of a round, or of one of its parts.
  ///
  /// A state whose memory held another one before costs threads that exchange it: the first to write there again must
  /// take each line back from the caches of all that have read it. So the second stage already finds it reserved (4096→4096
  /// as 8·8·8·8 of rank 8, right to left, on two cores of an AMD EPYC: 7 % less time, for half as much arena again).
  private mutating func stateBuffer(
    _ index: Int, _ plan: ContractionPlan, _ blocking: ContractionBlocking, parts: Int,
    _ firstStep: Int, _ node: Graph.Node
  ) throws(LoweringError) -> Program.Operand {
    let stage = plan.stages[index]
    guard stage.outputCount <= Self.maximumValueByteCount / 4 else {
      throw LoweringError(
        node: node.name,
        "the state after core \(stage.core + 1) has \(stage.outputCount) elements, "
          + "more than \(Self.maximumValueByteCount / 4); choose another shape")
    }
    // The next stage has too few entries for threads to keep to those that they computed of this one.
    let isExchanged = plan.stages[index + 1].P / plan.batch * blocking.vectors < 8
    return addBuffer(
      "\(node.name).state\(index + 1)",
      byteCount: stage.outputCount / plan.batch * blocking.vectors / parts * 4,
      reservedFrom: threads > 1 && isExchanged ? firstStep + 1 : nil)
  }
}

extension Program.Operand {
  fileprivate var isBuffer: Bool { if case .buffer = self { true } else { false } }

  /// What some of `count` equal parts fill, vectors of a batch or entries.
  fileprivate func part(_ parts: Range<Int>, of count: Int) -> Program.Operand {
    guard case .buffer(let index, let offset, let byteCount) = self else { return self }
    let size = byteCount / count
    return .buffer(index, offset: offset + parts.lowerBound * size, byteCount: parts.count * size)
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
