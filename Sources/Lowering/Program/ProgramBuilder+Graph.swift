import TensorTrain
import BoardModel
import ModelGraph

extension ProgramBuilder {
  /// The program of a graph.
  ///
  /// - Parameters:
  ///   - board: prices the layouts of matrices.
  ///   - planContraction: decides how each tensor-train layer is computed.
  ///   - threads: that are expected to compute a run.
  /// - Throws: `LoweringError` with every problem found.
  static func program(
    of graph: Graph, board: BoardModel = .host,
    planContraction: @escaping ContractionPlan.Choice = ContractionPlan.ofFewestMultiplyAdds,
    threads: Int = 1
  ) throws(LoweringError) -> Program {
    try checkLimits(of: graph)
    do { try graph.validate() } catch { throw LoweringError([error.description]) }
    var builder = ProgramBuilder(
      graph, board: board, planContraction: planContraction, threads: threads)
    var problems: [String] = []
    for input in graph.inputs { builder.addInput(input) }
    for node in graph.nodes {
      do {
        try builder.lowerLayer(node)
      } catch {
        problems += error.problems
        // Later nodes find their inputs defined, so that their problems are reported, too.
        for output in node.outputs { builder.define(output) }
      }
    }
    guard problems.isEmpty else { throw LoweringError(problems) }
    try builder.bindOutputs()
    return builder.program
  }

  private mutating func lowerLayer(_ node: Graph.Node) throws(LoweringError) {
    // An empty result takes no computing; its buffer has no bytes.
    if node.outputs.allSatisfy({ type($0).count == 0 }) {
      for output in node.outputs { define(output) }
      return
    }
    // A concatenation skips empty parts by itself.
    var isOverNothing = node.inputs.contains { type($0).count == 0 }
    if case .concat = node.operation { isOverNothing = false }
    let parameterCount = node.inputs.reduce(0) { $0 + (graph[$1].constant?.count ?? 0) }
    try layer(node.name, parameterCount: parameterCount) { builder throws(LoweringError) in
      if isOverNothing {
        try builder.lowerEmptyInput(node)
      } else {
        try builder.lower(node)
      }
    }
  }

  private mutating func lower(_ node: Graph.Node) throws(LoweringError) {
    switch node.operation {
    case .linear(let activation): try lowerLinear(node, activation)
    case .ttLinear(let shape, let activation): try lowerTensorTrain(node, shape, activation)
    case .matrixProduct: try lowerMatrixProduct(node)
    case .binary(let operation, let activation): try lowerBinary(node, operation, activation)
    case .convolution(let convolution): try lowerConvolution(node, convolution)
    case .batchNormalization(let epsilon): try lowerNormalization(node, epsilon: epsilon)
    case .activation(let activation): try lowerActivation(node, activation)
    case .softmax(let axis): try lowerSoftmax(node, axis: axis)
    case .pool(let pool): try lowerPool(node, pool)
    case .reduceMean(let axes, _): try lowerReduceMean(node, axes: axes)
    case .reshape, .identity: alias(node.outputs[0], to: node.inputs[0])
    case .transpose(let permutation): try lowerTranspose(node, permutation)
    case .concat(let axis): try lowerConcat(node, axis: axis)
    case .pad(let padding): try lowerPad(node, padding)
    }
  }

  /// Binds the outputs to buffers. One that is an input or a constant is copied on each run: the caller may fill
  /// the inputs for the next run while it still reads the outputs of the last.
  private mutating func bindOutputs() throws(LoweringError) {
    let inputs = Set(program.inputs.map(\.buffer))
    var copies: [Program.Operand: Int] = [:]
    for id in graph.outputs {
      let source = place(of: id)
      if case .buffer(let buffer, _, _) = source, !inputs.contains(buffer) {
        addOutput(id, buffer: buffer)
        continue
      }
      if copies[source] == nil {
        let output = addBuffer(graph[id].name, byteCount: source.byteCount)
        guard case .buffer(let buffer, _, _) = output else { continue }
        copies[source] = buffer
        try layer(graph[id].name, parameterCount: 0) { builder throws(LoweringError) in
          builder.describeLayer(kind: "copy", detail: shapeText(builder.shape(id)))
          try builder.emitCopy(of: source, to: output)
        }
      }
      if let buffer = copies[source] { addOutput(id, buffer: buffer) }
    }
  }
}
