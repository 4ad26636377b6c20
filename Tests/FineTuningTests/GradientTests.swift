import HandcarFormat
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@testable import FineTuning

/// Gradients against central differences of the reference interpreter, in `Double`.
@Suite("Gradients")
struct GradientTests {
  /// d loss / d every float constant and input, loss = Σ c · output with random c.
  private func check(
    _ graph: Graph, seed: UInt64, _ random: inout SeededGenerator, tolerance: Double = 2e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let batch = graph[graph.inputs[0]].type.shape[0]
    let program = try TrainingProgram(
      graph, targets: graph.outputs, batch: batch, training: .all, differentiatesInputs: true)
    let slice = sliceMemory(of: program, for: graph)
    let inputs = graph.inputs.map { id in
      Tensor(random.floats(graph[id].type.count), shape: graph[id].type.shape)
    }
    let weights = graph.outputs.map { random.floats(graph[$0].type.count) }
    for (index, input) in inputs.enumerated() {
      _ = slice.input(index).update(fromContentsOf: input.floats)
    }
    // Twice: nothing may be left over from the run before.
    for _ in 0..<2 {
      slice.forward()
      for (index, weight) in weights.enumerated() {
        _ = slice.targetGradient(index).update(fromContentsOf: weight)
      }
      slice.backward()
      program.finish([slice])
    }

    func loss(_ graph: Graph, _ inputs: [Tensor]) throws -> Double {
      let outputs = try Interpreter(graph).run(inputs)
      return zip(outputs, weights).reduce(0) { sum, pair in
        sum + zip(pair.0.doubles, pair.1).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
    }
    let expectedOutputs = try Interpreter(graph).run(inputs)
    for (index, expected) in expectedOutputs.enumerated() {
      compare(
        Array(slice.target(index)), expected.doubles, "output \(index), seed \(seed)", tolerance,
        sourceLocation)
    }
    let step = 1e-5
    func differences(_ tensor: Tensor, _ loss: (Tensor) throws -> Double) rethrows -> [Double] {
      let elements = tensor.doubles
      return try elements.indices.map { place in
        func shifted(_ by: Double) throws -> Double {
          var moved = elements
          moved[place] += by
          return try loss(Tensor(type: tensor.type, storage: .float64(moved)))
        }
        return try (shifted(step) - shifted(-step)) / (2 * step)
      }
    }
    for (index, input) in inputs.enumerated() {
      let expected = try differences(input) { moved in
        var all = inputs
        all[index] = moved
        return try loss(graph, all)
      }
      compare(
        Array(try #require(slice.inputGradient(index))), expected, "input \(index), seed \(seed)",
        tolerance, sourceLocation)
    }
    for entry in program.parameters.trainable {
      let expected = try differences(try #require(graph[entry.value].constant)) { moved in
        var changed = graph
        changed[entry.value].constant = moved
        return try loss(changed, inputs)
      }
      let found = (0..<entry.count).map { slice.parameterGradient[entry.start + $0] }
      compare(
        found, expected, "'\(graph[entry.value].name)', seed \(seed)", tolerance, sourceLocation)
    }
  }

  private func compare(
    _ found: [Float], _ expected: [Double], _ what: String, _ tolerance: Double,
    _ sourceLocation: SourceLocation
  ) {
    #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    let scale = max(1, expected.map(abs).max() ?? 0)
    for (place, (a, b)) in zip(found, expected).enumerated()
    where !(abs(Double(a) - b) <= tolerance * scale) {
      Issue.record("\(what)[\(place)]: \(a), expected \(b)", sourceLocation: sourceLocation)
      return
    }
  }

  private func network(
    _ shape: [Int], _ build: (inout Graph, Graph.ValueID) throws -> [Graph.ValueID]
  ) throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, shape))
    graph.outputs = try build(&graph, x)
    return graph
  }

  private func constant(
    _ graph: inout Graph, _ name: String, _ shape: [Int], _ random: inout SeededGenerator
  ) -> Graph.ValueID {
    graph.addConstant(name, Tensor(random.floats(shape.reduce(1, *)), shape: shape))
  }

  @Test(arguments: [
    ([1, 1], 1), ([3, 7], 5), ([16, 20], 17), ([2, 3, 6], 33), ([17, 16], 16),
  ])
  func linear(_ shape: [Int], _ rows: Int) throws {
    for hasBias in [false, true] {
      let seed = UInt64(shape.reduce(rows, +))
      var random = SeededGenerator(seed: seed)
      let graph = try network(shape) { graph, x in
        var inputs = [x, constant(&graph, "w", [rows, shape.last!], &random)]
        if hasBias { inputs.append(constant(&graph, "b", [rows], &random)) }
        return try graph.addNode(.linear(activation: .tanh), inputs, name: "fc")
      }
      try check(graph, seed: seed, &random)
    }
  }

  @Test(arguments: [
    "2x3:3x2:2", "4x8:5x6:7", "3x4x2:2x3x4:5", "4x3x2:2x4x3:3x6", "2x3x2x2:3x2x2x2:2x4x2", "6:7:1",
    "6x1:1x8:3", "2x20:20x2:4", "3x18:2x17:16", "4x2x4x2:2x4x2x4:4x2x4",
    "4x4:4x4:16", "5x4:3x4:12", "2x3x3:3x2x3:6x9",
  ])
  func tensorTrain(_ text: String) throws {
    let shape = try TTShape(parsing: text).capped
    // Rebuilding pays off for the last three only, and at the largest batch.
    for (batch, hasBias) in [(1, true), (3, false), (5, true), (40, true)] {
      let rebuilds = RebuiltTensorTrainStep.paysOff(shape, batch: batch, slices: 1)
      if batch == 40, !rebuilds { continue }
      let seed = UInt64(text.utf8.reduce(batch) { $0 * 31 % 65_537 + Int($1) })
      var random = SeededGenerator(seed: seed)
      let graph = try network([batch, shape.columns]) { graph, x in
        var inputs = [x]
        for core in 0..<shape.coreCount {
          inputs.append(constant(&graph, "core\(core)", shape.coreExtents(core), &random))
        }
        if hasBias { inputs.append(constant(&graph, "b", [shape.rows], &random)) }
        return try graph.addNode(.ttLinear(shape, activation: nil), inputs, name: "fc")
      }
      try check(graph, seed: seed, &random)
    }
  }

  @Test func convolutions() throws {
    let cases: [(input: [Int], filters: Int, Convolution)] = [
      (
        [2, 3, 5, 6], 4,
        Convolution(
          kernel: [3, 3], strides: [1, 1], dilations: [1, 1], paddingBefore: [1, 1],
          paddingAfter: [1, 1])
      ),
      (
        [2, 4, 7, 6], 6,
        Convolution(
          kernel: [3, 2], strides: [2, 3], dilations: [2, 1], paddingBefore: [2, 0],
          paddingAfter: [1, 1], groups: 2, activation: .relu)
      ),
      (
        [1, 5, 6, 6], 10,
        Convolution(
          kernel: [3, 3], strides: [2, 1], dilations: [1, 2], paddingBefore: [1, 2],
          paddingAfter: [1, 2], groups: 5, activation: .leakyRelu(slope: 0.1))
      ),
      (
        [2, 3, 4, 5], 17,
        Convolution(
          kernel: [1, 1], strides: [1, 1], dilations: [1, 1], paddingBefore: [0, 0],
          paddingAfter: [0, 0], activation: .sigmoid)
      ),
      (
        [3, 2, 9], 3,
        Convolution(
          kernel: [4], strides: [2], dilations: [2], paddingBefore: [3], paddingAfter: [2])
      ),
      (
        [1, 1, 3, 3], 2,
        Convolution(
          kernel: [7, 7], strides: [1, 1], dilations: [1, 1], paddingBefore: [3, 5],
          paddingAfter: [3, 5])
      ),
    ]
    for (index, (input, filters, convolution)) in cases.enumerated() {
      let seed = UInt64(100 + index)
      var random = SeededGenerator(seed: seed)
      let graph = try network(input) { graph, x in
        let weight = [filters, input[1] / convolution.groups] + convolution.kernel
        var inputs = [x, constant(&graph, "w", weight, &random)]
        if index % 3 != 1 { inputs.append(constant(&graph, "b", [filters], &random)) }
        return try graph.addNode(.convolution(convolution), inputs, name: "conv")
      }
      try check(graph, seed: seed, &random)
    }
  }

  @Test func pools() throws {
    func pool(_ kind: Pool.Kind, _ kernel: [Int], stride: Int, padding: [Int], output: [Int])
      -> Pool
    {
      Pool(
        kind: kind, kernel: kernel, strides: kernel.map { _ in stride },
        dilations: kernel.map { _ in 1 }, paddingBefore: padding, paddingAfter: padding,
        outputSizes: output)
    }
    let cases: [([Int], Pool)] = [
      ([2, 3, 6, 5], pool(.maximum, [2, 2], stride: 2, padding: [0, 0], output: [3, 2])),
      ([1, 2, 5, 5], pool(.maximum, [3, 3], stride: 2, padding: [1, 1], output: [3, 3])),
      (
        [2, 2, 5, 4],
        pool(.average(includesPadding: true), [3, 2], stride: 2, padding: [1, 0], output: [3, 2])
      ),
      (
        [2, 2, 5, 4],
        pool(
          .average(includesPadding: false), [3, 3], stride: 2, padding: [1, 1], output: [3, 3])
      ),
      (
        [2, 3, 4, 4],
        pool(
          .average(includesPadding: false), [4, 4], stride: 1, padding: [0, 0], output: [1, 1])
      ),
      ([1, 2, 7], pool(.maximum, [3], stride: 2, padding: [0], output: [3])),
      (
        [1, 1, 3, 4, 5],
        pool(.maximum, [2, 2, 2], stride: 1, padding: [0, 0, 0], output: [2, 3, 4])
      ),
    ]
    for (index, (shape, pool)) in cases.enumerated() {
      let seed = UInt64(200 + index)
      var random = SeededGenerator(seed: seed)
      let graph = try network(shape) { graph, x in
        try graph.addNode(.pool(pool), [x], name: "pool")
      }
      try check(graph, seed: seed, &random)
    }
  }

  @Test(arguments: BinaryOperator.allCases)
  func arithmetic(_ binaryOperator: BinaryOperator) throws {
    for (index, shapes) in [
      ([2, 3, 4], [2, 3, 4]), ([2, 3, 1], [1, 4]), ([2, 1, 3], [2, 5, 1]),
    ]
    .enumerated() {
      let seed = UInt64(300 + index)
      var random = SeededGenerator(seed: seed)
      var graph = Graph(name: "net")
      let x = graph.addInput("x", TensorType(.float32, shapes.0))
      let z = constant(&graph, "z", shapes.0, &random)
      // Away from zero, for the quotient.
      let y = graph.addConstant(
        "y",
        Tensor(random.floats(shapes.1.reduce(1, *)).map { $0 + ($0 < 0 ? -1 : 1) }, shape: shapes.1)
      )
      let sum = try graph.addNode(.binary(.add, activation: nil), [x, z], name: "sum")[0]
      let quotient = try graph.addNode(
        .binary(binaryOperator, activation: .tanh), [sum, y], name: "f")[0]
      // The same value twice, and read by two nodes.
      graph.outputs = try graph.addNode(
        .binary(.multiply, activation: nil), [quotient, quotient], name: "square")
      graph.outputs.append(quotient)
      try check(graph, seed: seed, &random)
    }
  }

  @Test(arguments: [
    Activation.relu, .leakyRelu(slope: 0.2), .leakyRelu(slope: -0.5), .clip(low: -0.3, high: 0.4),
    .clip(low: 0, high: .infinity), .sigmoid, .tanh,
  ])
  func activations(_ activation: Activation) throws {
    var random = SeededGenerator(seed: 400)
    let graph = try network([3, 37]) { graph, x in
      try graph.addNode(.activation(activation), [x], name: "f")
    }
    try check(graph, seed: 400, &random)
  }

  @Test func axesAndMovement() throws {
    let operations: [(Operation, [Int])] = [
      (.softmax(axis: 1), [2, 5, 3]), (.softmax(axis: 2), [2, 3, 7]),
      (.reduceMean(axes: [2, 3], keepsAxes: true), [2, 3, 4, 5]),
      (.reduceMean(axes: [1], keepsAxes: false), [2, 3, 4]),
      (.reshape([2, 12]), [2, 3, 4]), (.transpose(permutation: [0, 2, 1]), [2, 3, 4]),
      (.transpose(permutation: [0, 3, 1, 2]), [2, 3, 4, 5]), (.identity, [2, 3]),
      (
        .pad(Padding(before: [0, 1, -1], after: [0, 2, 1], mode: .constant(0.5))), [2, 3, 4]
      ),
      (.pad(Padding(before: [0, 2], after: [0, 3], mode: .reflect)), [2, 5]),
      (.pad(Padding(before: [0, 2], after: [0, 1], mode: .edge)), [2, 5]),
      (.pad(Padding(before: [0, 4], after: [0, -1], mode: .wrap)), [2, 5]),
    ]
    for (index, (operation, shape)) in operations.enumerated() {
      let seed = UInt64(500 + index)
      var random = SeededGenerator(seed: seed)
      let graph = try network(shape) { graph, x in
        try graph.addNode(operation, [x], name: "f")
      }
      try check(graph, seed: seed, &random)
    }
  }

  @Test func concatAndNormalization() throws {
    var random = SeededGenerator(seed: 600)
    let graph = try network([2, 3, 4]) { graph, x in
      let z = constant(&graph, "z", [2, 2, 4], &random)
      let joined = try graph.addNode(.concat(axis: 1), [x, z, x], name: "concat")[0]
      let vectors = ["scale", "bias", "mean"].map { constant(&graph, $0, [8], &random) }
      let variance = graph.addConstant(
        "variance", Tensor(random.floats(8).map { $0 * $0 + 0.1 }, shape: [8]))
      return try graph.addNode(
        .batchNormalization(epsilon: 1e-3), [joined] + vectors + [variance], name: "norm")
    }
    try check(graph, seed: 600, &random, tolerance: 1e-4)
  }

  @Test(arguments: [
    ([2, 3, 4], [2, 4, 5]), ([2, 1, 3, 4], [3, 4, 2]), ([2, 1, 3, 4], [2, 3, 4, 2]), ([5, 4], [4]),
  ])
  func matrixProduct(_ left: [Int], _ right: [Int]) throws {
    var random = SeededGenerator(seed: 700)
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, left))
    let y =
      right[0] == left[0]
      ? graph.addInput("y", TensorType(.float32, right)) : constant(&graph, "y", right, &random)
    graph.outputs = try graph.addNode(.matrixProduct, [x, y], name: "product")
    try check(graph, seed: 700, &random)
  }
}
