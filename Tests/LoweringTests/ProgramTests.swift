import HandcarFormat
import ModelGraph
import SampleGraphs
import TestSupport
import Testing

@testable import Lowering

@Suite struct ProgramTests {
  @Test func aPerceptronIsTwoContractions() throws {
    let program = try ProgramBuilder.program(of: SampleGraphs.perceptron())
    #expect(
      program.description == """
        input x float32 1x8 in b0
        hidden: linear 8→16, relu
          contraction P1 K8 R16 Q1 panels (b0 x, p0, p1) → b1 hidden, relu
        head: linear 16→4
          contraction P1 K16 R4 Q1 panels (b1 hidden, p2, p3) → b2 head
        output head float32 1x4 in b2
        """)
    #expect(program.layers[1].multiplyAdds == 64)
    #expect(program.layers[1].parameterCount == 68)
    // One panel of 16 lanes, and the bias.
    #expect(program.layers[1].parameterByteCount == 16 * 16 * 4 + 4 * 4)
  }

  @Test func movingNothingTakesNoStep() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [2, 1, 3]))
    var y = try graph.addNode(.activation(.relu), [x], name: "relu")[0]
    for (index, operation) in [
      Operation.reshape([1, 6]), .identity, .transpose(permutation: [1, 0]),
      .pad(Padding(before: [0, 0], after: [0, 0], mode: .edge)), .concat(axis: 0),
      .reduceMean(axes: [1], keepsAxes: false),
    ].enumerated() {
      y = try graph.addNode(operation, [y], name: "n\(index)")[0]
    }
    graph.outputs = [y]
    let program = try ProgramBuilder.program(of: graph)
    #expect(program.steps.count == 1)
    #expect(program.buffers.count == 2)
    #expect(program.outputs[0].type.shape == [6])
  }

  @Test func inputsAndConstantsAsOutputsAreCopiedOnce() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.int64, [2]))
    let c = graph.addConstant("c", Tensor(integers: [1, 0], shape: [2], elementType: .bool))
    let y = try graph.addNode(.reshape([2, 1]), [x], name: "y")[0]
    graph.outputs = [x, y, c, c]
    let program = try ProgramBuilder.program(of: graph)
    #expect(program.steps.map(\.kind) == [.copy, .copy])
    #expect(program.outputs[0].buffer == program.outputs[1].buffer)
    #expect(program.outputs[2].buffer == program.outputs[3].buffer)
    #expect(program.outputs[0].buffer != program.inputs[0].buffer)
    #expect(program.outputs[2].type.elementType == .bool)
    #expect(program.layers.map(\.kind) == ["copy", "copy"])
  }

  @Test func everyProblemIsNamed() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float64, [2, 2]))
    let i = graph.addInput("i", TensorType(.int32, [2, 2]))
    let soft = try graph.addNode(.softmax(axis: 1), [x], name: "soft")[0]
    let product = try graph.addNode(.matrixProduct, [i, i], name: "product")[0]
    let sum = try graph.addNode(.binary(.add, activation: nil), [soft, x], name: "sum")[0]
    graph.outputs = [sum, product]
    let error = #expect(throws: LoweringError.self) { try ProgramBuilder.program(of: graph) }
    #expect(
      error?.problems == [
        "node 'soft': softmax computes in float32, not in float64",
        "node 'product': a matrix product computes in float32, not in int32",
        "node 'sum': add does not compute in float64",
      ])
  }

  @Test func tensorsBeyondTheLimitsAreRefused() throws {
    var graph = Graph()
    for (index, shape) in [
      [1 << 31], [1 << 20, 1 << 20], [-1], [Int](repeating: 1, count: 9),
    ].enumerated() {
      graph.inputs.append(
        graph.addValue(
          Graph.Value(name: "x\(index)", type: TensorType(.float32, shape), constant: nil)))
    }
    let error = #expect(throws: LoweringError.self) { try ProgramBuilder.program(of: graph) }
    #expect(error?.problems.count == 4)
  }

  @Test func concatenationCopiesIntoTheParts() throws {
    var graph = Graph()
    let a = graph.addInput("a", TensorType(.float32, [2, 3]))
    let b = graph.addInput("b", TensorType(.float32, [2, 0]))
    let c = graph.addInput("c", TensorType(.float32, [2, 1]))
    graph.outputs = try graph.addNode(.concat(axis: 1), [a, b, c], name: "y")
    let program = try ProgramBuilder.program(of: graph)
    #expect(program.steps.count == 2)
    #expect(program.steps[0].output == .buffer(3, offset: 0, byteCount: 28))
    #expect(program.steps[1].output == .buffer(3, offset: 12, byteCount: 20))
  }

  @Test func meansOverScatteredAxesMoveThemFirst() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [2, 3, 4]))
    graph.outputs = try graph.addNode(
      .reduceMean(axes: [0, 2], keepsAxes: true), [x], name: "y")
    #expect(try ProgramBuilder.program(of: graph).steps.map(\.kind) == [.permute, .reduceMean])
  }

  @Test func aTensorTrainIsOneStageForEachCore() throws {
    let graph = try SampleGraphs.tensorTrain(coreCount: 4, batch: 7, bias: true, seed: 3)
    let program = try ProgramBuilder.program(of: graph)
    #expect(program.steps.count == 4)
    #expect(program.steps.allSatisfy { $0.kind == .contraction })
    #expect(program.layers.map(\.kind) == ["tt"])
    // Only the last stage has a bias and an activation.
    let biased = program.steps.map { $0.operands[2] != .absent }
    #expect(biased == [false, false, false, true])
    #expect(program.steps.map { $0.record.activation != 0 } == biased)
  }
}
