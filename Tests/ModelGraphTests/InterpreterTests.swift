import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@Suite struct InterpreterTests {
  /// `y = relu(x · Wᵀ)` for samples of two numbers, three at a time.
  private func network() throws -> Graph {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [3, 2]))
    let weight = graph.addConstant("w", Tensor([1, 1, 1, -1], shape: [2, 2]))
    graph.outputs = try graph.addNode(.linear(activation: .relu), [x, weight], name: "layer")
    return graph
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "none"
    } catch { return "\(error)" }
  }

  @Test func wrongInputsAreNamed() throws {
    let interpreter = try Interpreter(try network())
    #expect(problem { _ = try interpreter.run([]) } == "the network has 1 inputs, got 0")
    #expect(
      problem { _ = try interpreter.run([Tensor([1, 2], shape: [1, 2])]) }
        == "input 'x' is float32 [1, 2], expected float32 [3, 2]")
  }

  @Test(arguments: [0, 1, 2, 3, 4, 100])
  func samplesInBatches(count: Int) throws {
    let interpreter = try Interpreter(try network())
    var generator = SeededGenerator(seed: UInt64(count))
    let x = generator.tensor([count, 2])
    let y = try interpreter.run(samples: [x])[0]
    let expected = indices([count, 2]).map { i in
      max(0, x.at([i[0], 0]) + (i[1] == 0 ? 1 : -1) * x.at([i[0], 1]))
    }
    #expect(y.distance(to: expected, [count, 2]) < 1e-15)
  }

  @Test func samplesOfWrongShapeAreRefused() throws {
    let interpreter = try Interpreter(try network())
    #expect(
      problem { _ = try interpreter.run(samples: [Tensor([1, 2, 3], shape: [1, 3])]) }
        == "samples for 'x' have shape [1, 3], expected 1 of [2]")
    #expect(
      problem { _ = try interpreter.run(samples: [Tensor([1], shape: [])]) }.contains("got 1"))
    var graph = try network()
    graph.outputs = try graph.addNode(.reshape([6]), graph.outputs, name: "flat")
    let mixed = try Interpreter(graph)
    #expect(
      problem { _ = try mixed.run(samples: [Tensor([1, 2], shape: [1, 2])]) }
        .contains("its first axis is not the batch"))
  }

  @Test func valuesTooLargeAreRefused() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [1]))
    graph.outputs = try graph.addNode(
      .pad(Padding(before: [0], after: [1 << 34], mode: .edge)), [x], name: "pad")
    #expect(problem { _ = try Interpreter(graph) }.contains("too large to interpret"))
  }

  @Test func malformedGraphsAreRefused() throws {
    let sound = try network()
    var graph = sound
    graph.nodes[0].inputs[0] = .init(99)
    #expect(
      problem { try graph.validate() } == "node 'layer': there is no value 99, the graph has 3")
    graph = sound
    graph.nodes[0].inputs[0] = graph.outputs[0]
    #expect(problem { try graph.validate() }.contains("before it is defined"))
    graph = sound
    graph.nodes.append(graph.nodes[0])
    #expect(problem { try graph.validate() } == "value 'layer' of node 'layer' is defined twice")
    graph = sound
    graph[graph.outputs[0]].type.shape = [3, 3]
    #expect(
      problem { try graph.validate() }
        == "node 'layer': output 'layer' is declared float32 [3, 3], the operation gives float32 [3, 2]"
    )
    graph = sound
    graph.values[1].type.shape = [4]
    #expect(problem { try graph.validate() }.contains("constant 'w' is float32 [2, 2]"))
    graph = sound
    graph.values[1].constant = Tensor(
      type: TensorType(.float32, [2, 2]), storage: .integer([1, 2, 3, 4]))
    #expect(problem { try graph.validate() }.contains("stored otherwise"))
    graph = sound
    graph.values[0].type.shape = [Int.max, Int.max]
    #expect(problem { try graph.validate() }.contains("exceeds the limits"))
  }
}
