import HandcarFormat
import SampleGraphs
import TensorTrain
import TestSupport
import Testing

@testable import Lowering

@Suite struct ContractionPlanTests {
  /// Every order of the cores of a random layer gives W·x, with W built from the definition.
  @Test(arguments: 1...4)
  func everyOrderEqualsDense(coreCount: Int) throws {
    for seed in UInt64(0)..<6 {
      var generator = SeededGenerator(seed: seed)
      let shape = try RandomTensorTrain.shape(coreCount, using: &generator)
      let cores = RandomTensorTrain.cores(of: shape, using: &generator)
      let batch = Int.random(in: 1...3, using: &generator)
      let input = generator.floats(batch * shape.columns)
      let expected = RandomTensorTrain.product(shape, cores, input, batch: batch)
      for order in permutations(coreCount) {
        let plan = try ContractionPlan(shape, order: order, batch: batch)
        let actual = evaluate(plan, cores, input)
        #expect(
          zip(actual, expected).allSatisfy { abs(Double($0) - $1) < 1e-4 }
            && actual.count == expected.count,
          "seed \(seed), \(plan), order \(order)")
      }
    }
  }

  /// Section by section as published: RTL Σ r_{k-1} r_k P_k S_k, LTR Σ r_{k-1} r_k (m_1…m_k)(n_k…n_d).
  @Test func multiplyAddsOfTheSweeps() throws {
    for seed in UInt64(0)..<50 {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...6, using: &generator)
      let shape = try RandomTensorTrain.shape(count, using: &generator)
      let (m, n, r) = (shape.rowModes, shape.columnModes, shape.ranks)
      func product(_ list: ArraySlice<Int>) -> Int { list.reduce(1, *) }
      let forward = (0..<count).map { r[$0] * r[$0 + 1] * product(m[...$0]) * product(n[$0...]) }
      let backward = (0..<count).map { r[$0] * r[$0 + 1] * product(n[...$0]) * product(m[$0...]) }
      let order = Array(0..<count)
      #expect(
        try ContractionPlan(shape, order: order, batch: 7).multiplyAdds
          == 7 * forward.reduce(0, +), "seed \(seed)")
      #expect(
        try ContractionPlan(shape, order: order.reversed(), batch: 7).multiplyAdds
          == 7 * backward.reduce(0, +), "seed \(seed)")
    }
  }

  /// Adding core k to a set costs |state modes| · m_k · r_{k-1} r_k · the open bonds that do not touch k.
  @Test func multiplyAddsOfAnyOrder() throws {
    for seed in UInt64(0)..<50 {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...6, using: &generator)
      let shape = try RandomTensorTrain.shape(count, using: &generator)
      let order = Array(0..<count).shuffled(using: &generator)
      var applied = Set<Int>()
      var expected = 0
      for core in order {
        var cost = shape.rowModes[core] * shape.ranks[core] * shape.ranks[core + 1]
        for k in 0..<count {
          cost *= applied.contains(k) ? shape.rowModes[k] : shape.columnModes[k]
        }
        for bond in 1..<max(count, 1)
        where bond != core && bond != core + 1
          && applied.contains(bond - 1) != applied.contains(bond)
        {
          cost *= shape.ranks[bond]
        }
        expected += cost
        applied.insert(core)
      }
      let plan = try ContractionPlan(shape, order: order, batch: 1)
      #expect(plan.multiplyAdds == expected, "seed \(seed)")
      #expect(plan.order == order)
    }
  }

  @Test func refusesWhatIsNoOrder() throws {
    let shape = try TTShape(rowModes: [2, 3], columnModes: [4, 5], ranks: [1, 2, 1])
    for order in [[], [0], [0, 0], [1, 2], [0, 1, 1]] {
      #expect(throws: ContractionPlanError.self) {
        try ContractionPlan(shape, order: order, batch: 1)
      }
    }
  }

  @Test func refusesCountsThatOverflow() throws {
    let large = 1 << 14
    let shape = try TTShape(
      rowModes: [large, large], columnModes: [large, large], ranks: [1, 4, 1])
    #expect(throws: ContractionPlanError.self) {
      try ContractionPlan.fewestMultiplyAdds(shape, batch: 1 << 10)
    }
  }

  @Test func choosesTheCheapestOrder() throws {
    for seed in UInt64(0)..<20 {
      var generator = SeededGenerator(seed: seed)
      let shape = try RandomTensorTrain.shape(4, using: &generator)
      let all = try permutations(4).map {
        try ContractionPlan(shape, order: $0, batch: 3).multiplyAdds
      }
      let chosen = try ContractionPlan.fewestMultiplyAdds(shape, batch: 3).multiplyAdds
      #expect(chosen == all.min(), "seed \(seed)")
    }
  }

  @Test func describesItself() throws {
    let shape = try TTShape(rowModes: [4, 8], columnModes: [88, 132], ranks: [1, 16, 1])
    let plan = try ContractionPlan(shape, order: [1, 0], batch: 1)
    #expect(plan.description == "11616→32 as 4x8:88x132 ranks 16, right to left")
    let three = try TTShape(rowModes: [2, 2, 2], columnModes: [3, 3, 3], ranks: [1, 4, 5, 1])
    #expect(
      try ContractionPlan(three, order: [1, 0, 2], batch: 1).description
        == "27→8 as 2x2x2:3x3x3 ranks 4,5, order 2,1,3")
  }

  /// The stages as plain loops over row-major matrices.
  private func evaluate(_ plan: ContractionPlan, _ cores: [[Float]], _ input: [Float]) -> [Float] {
    var state = input
    for stage in plan.stages {
      let matrix = stage.matrix(of: cores[stage.core], plan.mergedShape, .rowMajor)
      var next = [Float](repeating: 0, count: stage.outputCount)
      for p in 0..<stage.P {
        for r in 0..<stage.R {
          for k in 0..<stage.K {
            for q in 0..<stage.Q {
              next[(p * stage.R + r) * stage.Q + q] +=
                matrix[r * stage.K + k]
                * state[(p * stage.K + k) * stage.Q + q]
            }
          }
        }
      }
      state = next
    }
    return state
  }
}
