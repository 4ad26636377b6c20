import HandcarFormat
import ModelGraph
import SampleGraphs
import TensorTrain
import TestSupport
import Testing

@testable import Lowering

@Suite struct MemoryPlanTests {
  /// On random graphs no two buffers share bytes while both matter, unless a step is allowed to work in place.
  @Test func liveBuffersNeverOverlap() throws {
    for seed in UInt64(0)..<60 {
      let graph = try randomChain(seed: seed)
      let program = try ProgramBuilder.program(of: graph)
      let plan = MemoryPlan(for: program)
      #expect(plan.lowerBound <= plan.arenaByteCount, "seed \(seed)")
      #expect(plan.arenaByteCount <= plan.byteCountWithoutReuse, "seed \(seed)")
      #expect(plan.offsets.allSatisfy { $0 % Limits.alignment == 0 }, "seed \(seed)")
      check(program, plan, "seed \(seed)\n\(program)")
    }
  }

  /// What threads exchange inside of a tensor-train layer has memory that no earlier state of the layer had.
  @Test func exchangedStatesAreApart() throws {
    var pairCount = 0
    for seed in UInt64(0)..<60 {
      var generator = SeededGenerator(seed: seed)
      let coreCount = Int.random(in: 1...6, using: &generator)
      let batch = Int.random(in: 1...9, using: &generator)
      let graph = try SampleGraphs.tensorTrain(
        coreCount: coreCount, batch: batch, bias: true, seed: seed)
      let order = Array(0..<coreCount).shuffled(using: &generator)
      let program = try ProgramBuilder.program(
        of: graph,
        planContraction: ContractionPlan.inOrder(order), threads: 2)
      let plan = MemoryPlan(for: program)
      check(program, plan, "seed \(seed)\n\(program)")
      for (buffer, reserved) in program.buffers.enumerated() {
        let writing = program.steps.firstIndex {
          $0.output == .buffer(buffer, offset: 0, byteCount: reserved.byteCount)
        }
        guard let first = reserved.reservedFrom, let writing, first < writing else { continue }
        let bytes = plan.offsets[buffer]..<plan.offsets[buffer] + reserved.byteCount
        for case .buffer(let other, _, _) in program.steps[first..<writing].map(\.output) {
          let others = plan.offsets[other]..<plan.offsets[other] + program.buffers[other].byteCount
          #expect(!bytes.overlaps(others), "seed \(seed), \(reserved.name)\n\(program)")
          pairCount += 1
        }
      }
    }
    #expect(pairCount > 20)
  }

  /// From right to left the last state of four cores lies where the first one lay, unless threads exchange it.
  @Test(arguments: [1, 2]) func memoryOfExchangedStates(threads: Int) throws {
    let shape = try TTShape(parsing: "8x8x8x8:8x8x8x8:8")
    var generator = SeededGenerator(seed: 1)
    let graph = try SampleGraphs.tensorTrain(shape, batch: 1, bias: false, using: &generator)
    let program = try ProgramBuilder.program(
      of: graph,
      planContraction: ContractionPlan.inOrder([3, 2, 1, 0]), threads: threads)
    let plan = MemoryPlan(for: program)
    let states = program.buffers.indices.filter { program.buffers[$0].name.contains("state") }
      .map { plan.offsets[$0] }
    let state = 4 * 8 * 4096
    #expect(plan.arenaByteCount == (threads + 1) * state)
    #expect((states[0] == states[2]) == (threads == 1))
  }

  /// Follows a run: each byte belongs to the buffer that was written last, and a buffer that is read must still
  /// own all of its bytes.
  private func check(_ program: Program, _ plan: MemoryPlan, _ comment: Comment) {
    var owners = [Int](repeating: -1, count: plan.arenaByteCount)
    func bytes(_ buffer: Int) -> Range<Int> {
      plan.offsets[buffer]..<(plan.offsets[buffer] + program.buffers[buffer].byteCount)
    }
    func take(_ buffer: Int) { for byte in bytes(buffer) { owners[byte] = buffer } }
    func owns(_ buffer: Int) -> Bool { bytes(buffer).allSatisfy { owners[$0] == buffer } }
    // Two runs, so that a run may not spoil what the caller holds between them.
    for _ in 0..<2 {
      let held = program.outputs.filter { owners.contains($0.buffer) }
      for input in program.inputs { take(input.buffer) }
      #expect(held.allSatisfy { owns($0.buffer) }, comment)
      #expect(program.inputs.allSatisfy { owns($0.buffer) }, comment)
      for step in program.steps {
        let places = step.operands.dropLast().enumerated()
        for case (let place, .buffer(let buffer, _, _)) in places where place != 4 {
          #expect(owns(buffer), comment)
        }
        for case .buffer(let buffer, _, _) in step.operands.dropFirst(4) { take(buffer) }
      }
      #expect(program.outputs.allSatisfy { owns($0.buffer) }, comment)
    }
  }

  /// A network of unary and binary steps over values of several sizes.
  private func randomChain(seed: UInt64) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    var graph = Graph()
    let sizes = [1, 16, 17, 40]
    var values = sizes.map { graph.addInput("x\($0)", TensorType(.float32, [$0])) }
    for index in 0..<Int.random(in: 0...12, using: &generator) {
      let x = values.randomElement(using: &generator)!
      let size = graph[x].type.count
      let operation: Operation
      var inputs = [x]
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: operation = .activation(.tanh)
      case 1:
        operation = .binary(.add, activation: nil)
        inputs.append(
          values.filter { graph[$0].type.count == size }.randomElement(using: &generator)!)
      case 2:
        operation = .binary(.multiply, activation: .relu)
        inputs.insert(values[0], at: 0)
      case 3: operation = .softmax(axis: 0)
      default:
        operation = .pad(Padding(before: [0], after: [40 - min(size, 40)], mode: .constant(0)))
      }
      values += try graph.addNode(operation, inputs, name: "n\(index)")
    }
    graph.outputs = values.suffix(3).shuffled(using: &generator)
    return graph
  }

  @Test func worksInPlaceWhereAnInputDies() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [64]))
    var y = x
    for index in 0..<5 { y = try graph.addNode(.activation(.tanh), [y], name: "t\(index)")[0] }
    graph.outputs = [y]
    let plan = MemoryPlan(for: try ProgramBuilder.program(of: graph))
    // The output never shares memory with the input.
    #expect(plan.arenaByteCount == 2 * 256)
    #expect(plan.byteCountWithoutReuse == 6 * 256)
    #expect(plan.lowerBound == 2 * 256)
  }

  @Test func placesLargestFirstInTheSmallestGap() {
    func life(_ steps: ClosedRange<Int>) -> Lifetime { Lifetime(steps: steps, crossesRuns: false) }
    // Two long-lived regions leave no gap; a short one fits over the dead third.
    let offsets = MemoryPlan.place([
      (256, life(0...9)), (512, life(0...3)), (128, life(4...9)), (384, life(4...9)),
    ])
    #expect(offsets == [512, 0, 384, 0])
    #expect(MemoryPlan.place([]).isEmpty)
  }

  @Test func emptyBuffersTakeNothing() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [0, 3]))
    graph.outputs = try graph.addNode(.activation(.relu), [x], name: "y")
    let plan = MemoryPlan(for: try ProgramBuilder.program(of: graph))
    #expect(plan.arenaByteCount == 0)
  }
}
