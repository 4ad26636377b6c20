import HandcarFormat
import HandcarHost
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@testable import Lowering

/// Graph → file → runtime over the C interface, against the reference interpreter.
@Suite struct EndToEndTests {
  @Test(arguments: 0..<RandomGraph.kindCount)
  func randomNetworks(firstKind: Int) throws {
    for round in UInt64(0)..<12 {
      let seed = UInt64(firstKind) * 1000 + round
      let graph = try RandomGraph.network(firstKind: firstKind, seed: seed)
      try check(graph, seed: seed)
    }
  }

  @Test(arguments: 1...6, [1, 7])
  func tensorTrains(coreCount: Int, batch: Int) throws {
    for bias in [false, true] {
      for round in UInt64(0)..<3 {
        let seed = UInt64(coreCount * 100) + round
        try check(
          SampleGraphs.tensorTrain(coreCount: coreCount, batch: batch, bias: bias, seed: seed),
          seed: seed)
      }
    }
  }

  /// Every order of cores gives the same function, through panels and row-major stages alike.
  @Test func tensorTrainsInEveryOrder() throws {
    for (coreCount, seed) in [(2, 1), (3, 2), (4, 3)] as [(Int, UInt64)] {
      for order in permutations(of: Array(0..<coreCount)) {
        var options = LoweringOptions()
        options.planContraction = { (shape, batch) throws(ContractionPlanError) in
          try ContractionPlan(shape, order: order, batch: batch)
        }
        try check(
          SampleGraphs.tensorTrain(coreCount: coreCount, batch: 2, bias: true, seed: seed),
          options, seed: seed)
      }
    }
  }

  @Test func resultsOverNothing() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [2, 0]))
    let weight = graph.addConstant("w", Tensor([], shape: [3, 0]))
    let bias = graph.addConstant("b", Tensor([1, -2, 3], shape: [3]))
    graph.outputs = try graph.addNode(.linear(activation: .relu), [x, weight, bias], name: "l")
    graph.outputs += try graph.addNode(
      .pad(Padding(before: [0, 1], after: [0, 2], mode: .constant(4))), [x], name: "p")
    graph.outputs += try graph.addNode(.softmax(axis: 1), [x], name: "s")
    try check(graph, seed: 0)
  }

  @Test func integers() throws {
    for type in [ElementType.int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64] {
      var graph = Graph()
      let x = graph.addInput("x", TensorType(type, [3, 5]))
      let c = graph.addConstant(
        "c", Tensor(integers: [1, 2, 3, 4, 20], shape: [5], elementType: type))
      var y = x
      for operation in BinaryOperator.allCases {
        y = try graph.addNode(
          .binary(operation, activation: operation == .add ? .clip(low: 2.5, high: 6) : nil),
          [y, c], name: operation.rawValue)[0]
        graph.outputs.append(y)
      }
      graph.outputs += try graph.addNode(.activation(.relu), [y], name: "relu")
      graph.outputs += try graph.addNode(.transpose(permutation: [1, 0]), [y], name: "turned")
      graph.outputs += try graph.addNode(
        .pad(Padding(before: [1, 0], after: [0, 1], mode: .constant(7))), [y], name: "padded")
      graph.outputs += try graph.addNode(.concat(axis: 0), [y, x], name: "joined")
      try check(graph, seed: UInt64(type.rawValue))
    }
  }

  @Test func positionsOfMaxima() throws {
    for columnMajor in [false, true] {
      var graph = Graph()
      let x = graph.addInput("x", TensorType(.float32, [2, 3, 5, 6]))
      let pool = Pool(
        kind: .maximum, kernel: [2, 3], strides: [2, 1], dilations: [1, 2], paddingBefore: [1, 1],
        paddingAfter: [0, 1], outputSizes: [3, 4], columnMajorIndices: columnMajor)
      graph.outputs = try graph.addNode(.pool(pool), [x], name: "p", outputNames: ["y", "i"])
      try check(graph, seed: 1)
    }
  }

  /// Weights that are known at run time only are used where they lie.
  @Test func runTimeWeights() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [3, 5]))
    let w = graph.addInput("w", TensorType(.float32, [17, 5]))
    let b = graph.addInput("b", TensorType(.float32, [17]))
    graph.outputs = try graph.addNode(.linear(activation: .tanh), [x, w, b], name: "l")
    let image = graph.addInput("image", TensorType(.float32, [1, 2, 4, 4]))
    let kernel = graph.addInput("kernel", TensorType(.float32, [3, 2, 2, 2]))
    let convolution = Convolution(
      kernel: [2, 2], strides: [1, 1], dilations: [1, 1], paddingBefore: [0, 0],
      paddingAfter: [0, 0])
    graph.outputs += try graph.addNode(.convolution(convolution), [image, kernel], name: "c")
    try check(graph, seed: 2)
  }

  /// Lowers, runs twice and compares; the file's own test vector must hold, too.
  private func check(
    _ graph: Graph, _ options: LoweringOptions = LoweringOptions(), seed: UInt64
  ) throws {
    let lowered = try lower(graph, options: options)
    var generator = NormalGenerator(seed: seed)
    let inputs = graph.inputs.map { generator.tensor(graph[$0].type) }
    let values = try Interpreter(graph).runKeepingAll(inputs)
    let expected = graph.outputs.map { values[$0.index] }
    // Errors grow with the numbers that a result is made from, not with the result.
    let largest = values.flatMap(\.doubles).map(\.magnitude).max() ?? 0
    let comment: Comment = "seed \(seed)\n\(lowered.program)"

    let model = try Model(bytes: lowered.bytes)
    // The session adds a time counter for each layer.
    let counters = (8 * model.layers.count).aligned
    #expect(model.arenaSize == lowered.memoryPlan.arenaByteCount + counters, comment)
    #expect(ExactArena.holds(for: lowered.bytes), comment)
    let session = try Session(model)
    for _ in 0..<2 {
      let actual = try RuntimeRun.outputs(session, inputs)
      #expect(actual.map(\.type) == expected.map(\.type), comment)
      for (actual, expected) in zip(actual, expected) {
        let distance = zip(actual.doubles, expected.doubles).map { ($0 - $1).magnitude }.max() ?? 0
        #expect(distance <= (actual.integers == nil ? 1e-5 * max(1, largest) : 0), comment)
      }
    }
    let test = try session.selfTest(0)
    #expect(test.passed, "largest error \(test.largestError), \(comment)")
  }
}
