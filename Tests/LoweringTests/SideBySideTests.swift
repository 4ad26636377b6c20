import BoardModel
import HandcarFormat
import ModelGraph
import SampleGraphs
import TensorTrain
import TestSupport
import Testing

@testable import Lowering

/// Layers whose vectors lie side by side between the stages.
@Suite struct SideBySideTests {
  /// Any order of cores, with and without bias, against the reference interpreter.
  @Test(arguments: 1...4, [(2, 2), (4, 4), (5, 5), (16, 8), (16, 16), (17, 17), (34, 17), (60, 4)])
  func equalsTheReference(coreCount: Int, _ sizes: (batch: Int, sideBySide: Int)) throws {
    let batch = sizes.batch
    for round in UInt64(0)..<4 {
      let seed = UInt64(coreCount * 1000 + batch * 10) + round
      var generator = SeededGenerator(seed: seed)
      let shape = try RandomTensorTrain.shape(coreCount, using: &generator)
      let order = Array(0..<coreCount).shuffled(using: &generator)
      var options = LoweringOptions()
      options.threads = 1 + Int(round % 2)
      options.planContraction = ContractionPlan.inOrder(order, sideBySide: sizes.sideBySide)
      let graph = try SampleGraphs.tensorTrain(
        shape, batch: batch, bias: round > 1, using: &generator)
      try EndToEndTests().check(graph, options, seed: seed)
    }
  }

  /// The vectors of a batch pass in rounds of those side by side, or more of them, each transposed by itself.
  @Test(arguments: [(16, 16), (24, 8), (48, 16), (100, 20), (34, 17)])
  func roundsHoldWholeGroups(batch: Int, vectors: Int) throws {
    let shape = try TTShape(parsing: "6x5:5x6:2")
    var options = LoweringOptions()
    options.planContraction = ContractionPlan.inOrder([1, 0], sideBySide: vectors)
    options.board.memories = .secondCache(of: 512)
    var generator = SeededGenerator(seed: 7)
    let graph = try SampleGraphs.tensorTrain(
      shape, batch: batch, bias: true, using: &generator)
    let kinds = try lower(graph, options: options).program.steps.map(\.kind)
    let round: [OperationKind?] = [.permute, .contraction, .contraction, .permute, .binary]
    #expect(kinds == Array(repeating: round, count: batch / vectors).flatMap(\.self))
    try EndToEndTests().check(graph, options, seed: 7)
    // A large cache takes all of them at once.
    options.board.memories = .secondCache(of: 1 << 20)
    #expect(try lower(graph, options: options).program.steps.count == round.count)
  }

  /// Where memory does not suffice for transposed vectors, the same stages compute them one behind the other.
  @Test func givesWayToMemory() throws {
    var options = LoweringOptions()
    options.planContraction = ContractionPlan.inOrder([1, 0], sideBySide: 16)
    var generator = SeededGenerator(seed: 9)
    let shape = try TTShape(parsing: "16x16:32x32:1")
    let graph = try SampleGraphs.tensorTrain(shape, batch: 16, bias: true, using: &generator)
    options.largestMemory = try lower(graph, options: options).memoryByteCount
    #expect(try lower(graph, options: options).program.steps.count == 5)
    options.largestMemory -= 1
    let smaller = try lower(graph, options: options)
    #expect(smaller.program.steps.map(\.kind) == [.contraction, .contraction])
    #expect(smaller.memoryByteCount <= options.largestMemory)
  }

  /// Without a bias the activation rides in the last stage.
  @Test func activationOfTheLastStage() throws {
    var options = LoweringOptions()
    options.planContraction = ContractionPlan.inOrder([0, 1], sideBySide: 16)
    var generator = SeededGenerator(seed: 8)
    let graph = try SampleGraphs.tensorTrain(
      try TTShape(parsing: "6x5:5x6:2"), batch: 16, bias: false, using: &generator)
    let kinds = try lower(graph, options: options).program.steps.map(\.kind)
    #expect(kinds == [.permute, .contraction, .contraction, .permute])
  }
}
