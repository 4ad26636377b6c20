import BoardModel
import HandcarFormat
import HandcarHost
import ModelGraph
import SampleGraphs
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
      for order in permutations(coreCount) {
        var options = LoweringOptions()
        options.threads = 1 + order[0] % 2
        options.planContraction = ContractionPlan.inOrder(order)
        try check(
          SampleGraphs.tensorTrain(coreCount: coreCount, batch: 2, bias: true, seed: seed),
          options, seed: seed)
      }
    }
  }

  /// A batch is computed in rounds of as many vectors as leave the states in the second cache.
  @Test(arguments: 2...4, [2, 3, 4, 6, 12]) func tensorTrainsInRounds(
    coreCount: Int, vectors: Int
  ) throws {
    let shape = try TTShape(
      rowModes: Array([7, 6, 5, 4].prefix(coreCount)),
      columnModes: Array([5, 6, 7, 8].prefix(coreCount)),
      ranks: [1] + [Int](repeating: 2, count: coreCount - 1) + [1])
    let order = Array(0..<coreCount)
    let plan = try ContractionPlan(shape, order: order, batch: 1)
    let state = plan.stages.map { 4 * ($0.inputCount + $0.outputCount) }.max() ?? 0
    var options = LoweringOptions()
    options.planContraction = ContractionPlan.inOrder(order)
    options.board.memories = .secondCache(of: 2 * vectors * state)
    var generator = SeededGenerator(seed: 5)
    let graph = try SampleGraphs.tensorTrain(shape, batch: 12, bias: true, using: &generator)
    let lowered = try lower(graph, options: options)
    let contractions = lowered.program.steps.filter { $0.kind == .contraction }
    #expect(contractions.count == coreCount * 12 / vectors)
    try check(graph, options, seed: 5)
  }

  /// Cores that do not fit the second cache are read again in each round, which then carries as many bytes of states.
  @Test(arguments: [("6x5:5x6:2", 2), ("6x5:5x6:8", 3), ("20x1:20x1:8", 12)])
  func tensorTrainsWithLargeCoresInRounds(shape: String, vectors: Int) throws {
    let shape = try TTShape(parsing: shape)
    var options = LoweringOptions()
    options.planContraction = ContractionPlan.inOrder([1, 0])
    options.board.memories = .secondCache(of: 128)
    var generator = SeededGenerator(seed: 6)
    let graph = try SampleGraphs.tensorTrain(shape, batch: 12, bias: true, using: &generator)
    let contractions = try lower(graph, options: options).program.steps.filter {
      $0.kind == .contraction
    }
    #expect(contractions.count == 2 * 12 / vectors)
    try check(graph, options, seed: 6)
  }

  /// A vector whose states exceed the second cache passes some stages in parts.
  @Test func tensorTrainsInParts() throws {
    var partCount = 0
    for seed in UInt64(0)..<60 {
      var generator = SeededGenerator(seed: seed)
      let coreCount = Int.random(in: 3...5, using: &generator)
      let shape = try RandomTensorTrain.shape(coreCount, using: &generator)
      let order = Array(0..<coreCount).shuffled(using: &generator)
      var options = LoweringOptions()
      options.planContraction = ContractionPlan.inOrder(order)
      options.board.memories = .secondCache(of: 8 * shape.parameterCount + 200)
      let graph = try SampleGraphs.tensorTrain(
        shape, batch: 1 + Int(seed % 2), bias: seed % 3 == 0, using: &generator)
      let steps = try lower(graph, options: options).program.steps
      if steps.count > coreCount * (1 + Int(seed % 2)) { partCount += 1 }
      try check(graph, options, seed: seed)
    }
    #expect(partCount > 5)
  }

  @Test func resultsOverNothing() throws { try check(SampleGraphs.resultsOverNothing(), seed: 0) }

  @Test(arguments: SampleGraphs.integerTypes) func integers(_ type: ElementType) throws {
    try check(SampleGraphs.integers(type), seed: UInt64(type.rawValue))
  }

  @Test(arguments: [false, true]) func positionsOfMaxima(columnMajor: Bool) throws {
    try check(SampleGraphs.positionsOfMaxima(columnMajor: columnMajor), seed: 1)
  }

  @Test func runTimeWeights() throws { try check(SampleGraphs.runTimeWeights(), seed: 2) }

  /// What `sample-models` writes for boards.
  @Test func samples() throws {
    for sample in try SampleGraphs.all() { try check(sample.graph, seed: 3) }
  }

  /// Lowers, runs twice and compares; the file's own test vector must hold, too.
  func check(
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
    // The session adds a time counter for each layer and a step for each operation.
    let counters = (8 * model.layers.count).aligned
    let steps = model.arenaSize - lowered.memoryPlan.arenaByteCount - counters
    let count = lowered.program.steps.count
    #expect(steps % 64 == 0 && (64 * count...320 * count).contains(steps), comment)
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
