import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import TensorTrain

@Suite struct ContractionPlanSearchTests {
  /// The fastest plan is the best of all mergers and all orders, tried one by one, for times that no formula gives.
  @Test(arguments: 1...4, [1, 3])
  func equalsBruteForce(coreCount: Int, sideBySide: Int) throws {
    for seed in UInt64(0)..<25 {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(coreCount, using: &random)
      let batch = Int.random(in: 1...3, using: &random) * sideBySide
      var limits = ContractionPlan.Limits()
      if seed % 2 == 0 { limits.parameterCount = shape.parameterCount * 2 }
      if seed % 3 == 0 { limits.scratchCount = shape.peakScratch(.rightToLeft, batch: batch) }
      if seed % 5 < 3 { limits.savingPerDoubling = 0.2 }
      let salt = random.next()
      func time(_ stage: TTStage, _ merged: TTShape) -> Double {
        arbitraryTime(of: stage, salt ^ UInt64(merged.parameterCount))
      }
      // A doubling of the parameters must save a fifth of the time: half of them are worth as much.
      func price(of plan: ContractionPlan) -> Double {
        let growth = Double(plan.parameterCount) / Double(shape.parameterCount)
        let time = plan.stages.reduce(0) { $0 + time($1, plan.mergedShape) }
        return limits.savingPerDoubling > 0 ? time * pow(growth, log2(1 / 0.8)) : time
      }
      var best = Double.infinity
      for groups in compositions(coreCount) where groups.count > 1 || sideBySide == 1 {
        for order in permutations(groups.count) {
          let plan = try ContractionPlan(
            shape, order: order, groups: groups, batch: batch, sideBySide: sideBySide)
          let scratch = plan.stages.map { $0.inputCount + $0.outputCount }.max() ?? 0
          let isAllowed =
            scratch <= limits.scratchCount
            && (groups.count == coreCount || plan.parameterCount <= limits.parameterCount)
          if isAllowed { best = min(best, price(of: plan)) }
        }
      }
      let found = try ContractionPlan.fastest(
        shape, batch: batch, sideBySide: sideBySide, limits: limits, time: time)
      #expect(found.map { $0.sideBySide == sideBySide } ?? true)
      let foundPrice = found.map(price) ?? .infinity
      #expect(abs(foundPrice - best) <= 1e-9 * best || foundPrice == best, "seed \(seed): \(shape)")
    }
  }

  /// A merger changes the plan, not the function.
  @Test func mergedCoresAreTheSameMatrix() throws {
    for seed in UInt64(0)..<20 {
      var random = SeededGenerator(seed: seed)
      let shape = try randomShape(4, using: &random)
      let cores = (0..<4).map { random.doubles(shape.coreExtents($0).reduce(1, *)) }
      let train = try TTMatrix(shape: shape, cores: cores)
      let dense = train.reconstructed().elements
      for groups in compositions(4) {
        let merged = train.merging(groups)
        #expect(merged.shape == shape.merging(groups))
        let error = zip(merged.reconstructed().elements, dense).map { abs($0 - $1) }.max() ?? 0
        #expect(error < 1e-10, "seed \(seed), \(groups)")
      }
    }
  }

  @Test func refusesWhatDoesNotFit() throws {
    let shape = try TTShape(rowModes: [2, 3], columnModes: [4, 5], ranks: [1, 2, 1])
    #expect(throws: ContractionPlanError.self) {
      try ContractionPlan(shape, order: [0, 1], groups: [0..<2], batch: 1)
    }
    #expect(throws: ContractionPlanError.self) {
      try ContractionPlan(shape, order: [0], groups: [0..<1], batch: 1)
    }
    #expect(throws: ContractionPlanError.self) {
      try ContractionPlan(shape, order: [0, 1], groups: [1..<2, 0..<1], batch: 1)
    }
    var limits = ContractionPlan.Limits()
    limits.scratchCount = 1
    #expect(try ContractionPlan.fastest(shape, batch: 1, limits: limits) { _, _ in 1 } == nil)
  }

  /// Orders exist here whose states no `Int` can count; they are passed over.
  @Test func absurdOrdersAreNoObstacle() throws {
    let shape = try TTShape(
      rowModes: [Int](repeating: 3, count: 8), columnModes: [Int](repeating: 4, count: 8),
      uniformRank: 20_000)
    let plan = try #require(
      try ContractionPlan.fastest(shape, batch: 1) { stage, _ in
        Double(stage.multiplyAccumulates)
      })
    #expect(plan.multiplyAdds <= shape.multiplyAccumulates(.rightToLeft))
  }

  @Test func describesMergers() throws {
    let shape = try TTShape(parsing: "4x8x8x4:4x8x8x4:8")
    let pairs = try ContractionPlan(shape, order: [1, 0], groups: [0..<2, 2..<4], batch: 1)
    #expect(pairs.method == "cores 1-2 and 3-4 merged, right to left")
    let dense = try ContractionPlan(shape, order: [0], groups: [0..<4], batch: 1)
    #expect(dense.method == "all cores merged: dense")
    #expect(dense.isDense && dense.parameterCount == 1024 * 1024)
  }

  /// Vectors side by side move from one side of a product to the other.
  @Test func vectorsSideBySide() throws {
    let shape = try TTShape(parsing: "5x3x4x5:4x7x7x4:8")
    for order in permutations(4) {
      let plain = try ContractionPlan(shape, order: order, batch: 48)
      let grouped = try ContractionPlan(shape, order: order, batch: 48, sideBySide: 8)
      #expect(grouped.multiplyAdds == plain.multiplyAdds)
      for (one, other) in zip(plain.stages, grouped.stages) {
        #expect(one.P == 8 * other.P && 8 * one.Q == other.Q)
        #expect(one.K == other.K && one.R == other.R)
        for stage in [one, other] {
          let part = stage.part(vectors: 16, of: 48)
          #expect(3 * part.P == stage.P && part.Q == stage.Q)
        }
      }
    }
    let plan = try ContractionPlan(shape, order: [0, 1, 2, 3], batch: 4, sideBySide: 4)
    #expect(plan.method == "left to right, 4 vectors side by side")
    #expect(throws: ContractionPlanError.self) {
      try ContractionPlan(shape, order: [0, 1, 2, 3], batch: 4, sideBySide: 3)
    }
  }

  private func randomShape(
    _ coreCount: Int, using random: inout SeededGenerator
  ) throws -> TTShape {
    func modes() -> [Int] { (0..<coreCount).map { _ in Int.random(in: 1...5, using: &random) } }
    let ranks = [1] + (0..<coreCount - 1).map { _ in Int.random(in: 1...6, using: &random) } + [1]
    return try TTShape(rowModes: modes(), columnModes: modes(), ranks: ranks)
  }

  /// A time that depends on everything about a stage, in no regular way.
  private func arbitraryTime(of stage: TTStage, _ salt: UInt64) -> Double {
    var random = SeededGenerator(
      seed: salt ^ UInt64(stage.P * 7919 + stage.K * 104_729 + stage.R * 1_299_709 + stage.Q))
    return Double(stage.multiplyAccumulates) * Double.random(in: 0.1...1, using: &random)
  }

  private func compositions(_ count: Int) -> [[Range<Int>]] {
    if count == 0 { return [[]] }
    return (1...count).flatMap { last in
      compositions(count - last).map { $0 + [count - last..<count] }
    }
  }
}
