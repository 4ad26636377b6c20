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
    let others = max(parameterByteCount - 4 * shape.parameterCount, 0)
    do { plan = try planContraction(shape, batch, others) } catch {
      throw LoweringError(node: node.name, error.description)
    }
    let bias = node.inputs.count > 1 + shape.coreCount ? node.inputs.last : nil
    describeLayer(
      kind: "tt", detail: plan.description + suffix(activation),
      reason: ContractionForecast(plan, on: board, besides: others).text,
      multiplyAdds: plan.multiplyAdds)
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
    let blocking = ContractionBlocking(
      plan, on: board, isInputWhole: !input.isBuffer, isLastWhole: bias != nil, threads: threads)
    let isTransposed = plan.sideBySide > 1
    let layouts = (isTransposed ? blocking.stages(of: plan) : plan.stages).map {
      board.layout(for: $0)
    }
    let matrices = zip(plan.stages, layouts).map { stage, layout in
      parameter(stage.matrix(of: cores[stage.core], plan.mergedShape, layout))
    }
    for first in stride(from: 0, to: plan.batch, by: blocking.vectors) {
      let vectors = first..<first + blocking.vectors
      let round = Round(
        plan: plan, blocking: blocking, layouts: layouts, matrices: matrices, node: node,
        firstStep: program.steps.count)
      let input = input.part(vectors, of: plan.batch)
      let output = output.part(vectors, of: plan.batch)
      guard isTransposed else {
        try emit(round, input, bias: bias, activation: activation, to: output)
        continue
      }
      let columns = addBuffer("\(node.name).columns", byteCount: input.byteCount)
      let results = addBuffer("\(node.name).results", byteCount: output.byteCount)
      let groups = blocking.vectors / plan.sideBySide
      try emitTransposition(of: input, [groups, plan.sideBySide, plan.shape.columns], to: columns)
      // A bias runs along the rows of the state, which no contraction adds: it is added where they are columns again.
      let isLast = bias == nil
      try emit(round, columns, bias: nil, activation: isLast ? activation : nil, to: results)
      try emitTransposition(of: results, [groups, plan.shape.rows, plan.sideBySide], to: output)
      if let bias {
        try emitAddition(of: bias, plan.shape.rows, activation: activation, to: output)
      }
    }
  }

  /// What some vectors pass together.
  private struct Round {
    let plan: ContractionPlan
    let blocking: ContractionBlocking
    let layouts: [MatrixLayout]
    let matrices: [Program.Operand]
    let node: Graph.Node
    /// The first step of this round.
    let firstStep: Int
  }

  /// Appends the stages of a round.
  private mutating func emit(
    _ round: Round, _ input: Program.Operand, bias: Program.Operand?, activation: Activation?,
    to output: Program.Operand
  ) throws(LoweringError) {
    let (plan, blocking) = (round.plan, round.blocking)
    let stages = blocking.stages(of: plan)
    var state = input
    for (run, parts) in blocking.runs(of: plan) {
      let runOutput =
        run.upperBound == stages.count
        ? output : try stateBuffer(run.upperBound - 1, stages, parts: 1, round)
      for part in 0..<parts {
        var partState = state.part(part..<part + 1, of: parts)
        for index in run {
          let stage = stages[index]
          let isLast = index == stages.count - 1
          var attributes = ContractionAttributes()
          attributes.batch = stage.P / parts
          attributes.depth = stage.K
          attributes.rows = stage.R
          attributes.columns = stage.Q
          attributes.layout = round.layouts[index]
          if isLast, bias != nil { attributes.setBias(period: stage.P / blocking.vectors) }
          let target =
            index == run.upperBound - 1
            ? runOutput.part(part..<part + 1, of: parts)
            : try stateBuffer(index, stages, parts: parts, round)
          try emit(
            attributes, [partState, round.matrices[index], isLast ? bias ?? .absent : .absent],
            to: target, activation: isLast ? activation : nil)
          partState = target
        }
      }
      state = runOutput
    }
  }

  /// Appends the transposition of each of several matrices of floats.
  private mutating func emitTransposition(
    of source: Program.Operand, _ shape: [Int], to target: Program.Operand
  ) throws(LoweringError) {
    try emitPermute(of: source, TensorType(.float32, shape), [0, 2, 1], to: target)
  }

  /// Appends the addition of a bias to each row of a matrix of floats, in its place.
  private mutating func emitAddition(
    of bias: Program.Operand, _ columns: Int, activation: Activation?, to matrix: Program.Operand
  ) throws(LoweringError) {
    var attributes = BinaryAttributes()
    attributes.operation = .add
    attributes.rank = 2
    attributes.sizes = InlineArray([matrix.byteCount / (4 * columns), columns])
    attributes.leftStrides = InlineArray([columns, 1])
    attributes.rightStrides = InlineArray([0, 1])
    try emit(attributes, [matrix, bias], to: matrix, activation: activation)
  }

  /// Memory for what a stage other than the last computes of a round, or of one of its parts.
  ///
  /// A state whose memory held another one before costs threads that exchange it: the first to write there again must
  /// take each line back from the caches of all that have read it. So the second stage already finds it reserved (4096→4096
  /// as 8·8·8·8 of rank 8, right to left, on two cores of an AMD EPYC: 7 % less time, for half as much arena again).
  private mutating func stateBuffer(
    _ index: Int, _ stages: [TTStage], parts: Int, _ round: Round
  ) throws(LoweringError) -> Program.Operand {
    let all = round.plan.stages[index]
    guard all.outputCount <= Self.maximumValueByteCount / 4 else {
      throw LoweringError(
        node: round.node.name,
        "the state after core \(all.core + 1) has \(all.outputCount) elements, "
          + "more than \(Self.maximumValueByteCount / 4); choose another shape")
    }
    // The next stage has too few entries for threads to keep to those that they computed of this one.
    let isExchanged = stages[index + 1].P < 8
    return addBuffer(
      "\(round.node.name).state\(index + 1)", byteCount: stages[index].outputCount / parts * 4,
      reservedFrom: threads > 1 && isExchanged ? round.firstStep + 1 : nil)
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
