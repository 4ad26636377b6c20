@testable import Exploration
import TensorTrain
import TestSupport
import Testing

@Suite("Search of one layer")
struct LayerSearchTests {
  /// Made-up spectra: random falling values at every cut, of one norm.
  static func table(
    _ rows: Int, _ columns: Int, _ random: inout SeededGenerator
  ) -> SpectralTable {
    let lattice = CutLattice(rows: rows, columns: columns)
    var spectra: [Cut: (leadingValues: [Double], norm: Double)] = [:]
    for (cut, cap) in zip(lattice.cuts, lattice.rankCaps).dropFirst().dropLast() {
      let values = (0..<cap).map { _ in Double.random(in: 0.01...1, using: &random) }
        .sorted(by: >)
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      spectra[cut] = (values, norm)
    }
    return SpectralTable(rows: rows, columns: columns, spectra: spectra)
  }

  /// Sizes with several factors, small enough for brute force.
  static func sizes(_ random: inout SeededGenerator) -> (rows: Int, columns: Int) {
    let sizes = [4, 6, 8, 9, 10, 12, 15, 16, 18, 20]
    while true {
      let (m, n) = (sizes.randomElement(using: &random)!, sizes.randomElement(using: &random)!)
      if m * n <= 160 { return (m, n) }
    }
  }

  /// Every shape of 2…4 cores with every uniform rank, by both sweeps.
  static func everything(_ problem: LayerProblem) throws -> [LayerCandidate] {
    var all: [LayerCandidate] = []
    for d in 2...4 {
      for (m, n) in orderedPairs(problem.rows, problem.columns, d) {
        var last: TTShape?
        for rank in 1...problem.rows * problem.columns {
          let shape = try TTShape(rowModes: m, columnModes: n, uniformRank: rank)
          if shape == last { break }
          last = shape
          for sweep in Sweep.allCases {
            all.append(problem.candidate(shape, order: shape.order(of: sweep)))
          }
        }
      }
    }
    return all
  }

  /// The front by comparing all with all.
  static func front(_ all: [LayerCandidate], _ objectives: Set<Measure>) -> Set<[Double]> {
    func vector(_ candidate: LayerCandidate) -> [Double] {
      Measure.allCases.filter(objectives.contains).map {
        switch $0 {
        case .parameters: Double(candidate.parameters)
        case .time: candidate.time
        case .multiplyAccumulates: Double(candidate.multiplyAccumulates)
        case .peakScratch: Double(candidate.peakScratch)
        // The sums of both sides run in different orders.
        case .error: ((candidate.errorBounds?.upperBound ?? 0) * 1e9).rounded()
        }
      }
    }
    let vectors = Set(all.map(vector))
    var front: [[Double]] = []
    // In lexicographic order nothing is dominated by what follows.
    for v in vectors.sorted(by: { $0.lexicographicallyPrecedes($1) })
    where !front.contains(where: { zip($0, v).allSatisfy { $0 <= $1 } }) {
      front.append(v)
    }
    return Set(front)
  }

  static let objectiveSets: [Set<Measure>] = [
    [.parameters, .time, .error], [.parameters, .multiplyAccumulates, .peakScratch],
    [.time, .error], [.parameters, .time, .multiplyAccumulates, .peakScratch, .error],
  ]

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func frontEqualsBruteForce(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let (rows, columns) = Self.sizes(&random)
    var problem = LayerProblem(rows: rows, columns: columns)
    // The dense layer must be slow enough for something to gain.
    var model = CostModel()
    model.stageOverhead = Double.random(in: 0...100, using: &random).rounded()
    model.panel = [1, 4, 16].randomElement(using: &random)!
    problem.timeModel = model
    problem.batch = Int.random(in: 1...3, using: &random)
    problem.spectra = Self.table(rows, columns, &random)
    let objectives = Self.objectiveSets[Int(seed % 4)]

    var options = SearchOptions.exact
    options.largestCoreCount = 4
    options.triesOtherOrders = false
    options.objectives = objectives
    options.needsFewerParameters = Bool.random(using: &random)
    options.needsLessTime = Bool.random(using: &random)
    if Bool.random(using: &random) {
      options.errorBudget = Double.random(in: 0.3...0.9, using: &random)
    }
    if Bool.random(using: &random) {
      options.scratchBytes = 4 * problem.batch * Int.random(in: 20...100, using: &random)
    }
    if Bool.random(using: &random) {
      options.parameterBytes = 4 * Int.random(in: 20...160, using: &random)
    }

    let all = try Self.everything(problem)
    let dense = problem.dense
    let admitted = all.filter { candidate in
      guard let bounds = candidate.errorBounds else { return false }
      if options.needsFewerParameters, candidate.parameters >= dense.parameters { return false }
      if options.needsLessTime, candidate.time >= dense.time { return false }
      if let budget = options.errorBudget, bounds.lowerBound > budget { return false }
      if let bytes = options.scratchBytes, candidate.peakScratch * 4 > bytes { return false }
      if let bytes = options.parameterBytes, candidate.parameters * 4 > bytes { return false }
      return true
    }
    let found = problem.explore(options)
    let trains = Array(found.candidates.dropFirst())
    #expect(found.candidates[0] == dense)
    let expected = Self.front(admitted, objectives)
    #expect(
      Self.front(trains, objectives) == expected, "seed \(seed): \(rows)×\(columns)")
    #expect(trains.count == expected.count, "seed \(seed): \(rows)×\(columns)")
    // The books balance.
    #expect(found.report.total == all.count)
    #expect(found.report.remaining == trains.count)
    #expect(!found.report.steps.contains { $0.reason.isHeuristic })
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func ranksOfEachBondEqualBruteForce(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let (rows, columns) = [(4, 6), (6, 6), (8, 4), (4, 9)].randomElement(using: &random)!
    var problem = LayerProblem(rows: rows, columns: columns)
    problem.timeModel = CostModel.withoutOverhead
    problem.spectra = Self.table(rows, columns, &random)
    var options = SearchOptions.exact
    options.largestCoreCount = 3
    options.triesOtherOrders = false
    options.ranks = []
    options.bondRanks = Array(1...rows * columns)
    let found = problem.explore(options)

    var all: [LayerCandidate] = []
    for d in 2...3 {
      for (m, n) in orderedPairs(rows, columns, d) {
        let caps = try TTShape(rowModes: m, columnModes: n, uniformRank: 1_000).innerRanks
        for first in 1...caps[0] {
          for second in d == 2 ? [nil] : (1...caps[1]).map({ $0 as Int? }) {
            let inner = [first] + [second].compactMap { $0 }
            let shape = try TTShape(rowModes: m, columnModes: n, ranks: [1] + inner + [1])
            for sweep in Sweep.allCases {
              all.append(problem.candidate(shape, order: shape.order(of: sweep)))
            }
          }
        }
      }
    }
    let dense = problem.dense
    let admitted = all.filter { $0.parameters < dense.parameters && $0.time < dense.time }
    #expect(
      Self.front(Array(found.candidates.dropFirst()), options.objectives)
        == Self.front(admitted, options.objectives), "seed \(seed): \(rows)×\(columns)")
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func heuristicsStayWithinTheirFactor(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let (rows, columns) = (24, 36)
    var problem = LayerProblem(rows: rows, columns: columns)
    problem.timeModel = CostModel.withoutOverhead
    problem.spectra = Self.table(rows, columns, &random)
    var options = SearchOptions.exact
    // The factor holds between sweeps; another order may gain more for one shape than for another.
    options.triesOtherOrders = false
    let exact = problem.explore(options)
    options.likeness = 0.05
    let alike = problem.explore(options)
    #expect(alike.candidates.count <= exact.candidates.count)
    let dominance = Dominance(options.objectives)
    for point in exact.candidates.dropFirst() {
      #expect(
        alike.candidates.contains {
          dominance.covers($0.measures, point.measures, slack: 1.05 + 1e-9)
        }, "seed \(seed): \(point)")
    }
    options.largestFront = 5
    let short = problem.explore(options)
    #expect(short.candidates.count <= 6)
    for point in alike.candidates.dropFirst() {
      #expect(
        short.candidates.contains {
          dominance.covers($0.measures, point.measures, slack: short.thinning + 1e-9)
        }, "seed \(seed): \(point)")
    }
    #expect(short.report.total == exact.report.total)
    #expect(short.report.remaining == short.candidates.count - 1)
  }

  @Test func otherOrdersAreNeverSlower() throws {
    var random = SeededGenerator(seed: 5)
    var problem = LayerProblem(rows: 24, columns: 36)
    problem.timeModel = CostModel.withoutOverhead
    problem.spectra = Self.table(24, 36, &random)
    var options = SearchOptions.exact
    let planned = problem.explore(options)
    options.triesOtherOrders = false
    let swept = problem.explore(options)
    let dominance = Dominance(options.objectives)
    for point in swept.candidates.dropFirst() {
      #expect(planned.candidates.contains { dominance.covers($0.measures, point.measures) })
    }
  }

  @Test func publishedRankRuleKeepsMultiples() {
    let problem = LayerProblem(rows: 100, columns: 300)
    var options = SearchOptions()
    options.laneMultiple = 8
    options.objectives = [.parameters, .multiplyAccumulates]
    let found = problem.explore(options)
    #expect(found.candidates.count > 1)
    for candidate in found.candidates.dropFirst() {
      let shape = candidate.shape
      #expect(shape.map { $0.innerRanks.max()! % 8 == 0 || $0.innerRanks.max()! < 8 } == true)
    }
    #expect(found.report.steps.contains { $0.reason == .rankNotLaneMultiple })
    #expect(problem.explore().candidates[0].isDense)
  }

  @Test(arguments: [(1, 1), (1, 7), (7, 1), (2, 2), (13, 11)])
  func tinyLayersStayDense(_ rows: Int, _ columns: Int) {
    let found = LayerProblem(rows: rows, columns: columns).explore()
    #expect(found.candidates.map(\.isDense) == [true])
  }
}

extension CostModel {
  static var withoutOverhead: CostModel {
    var model = CostModel()
    model.stageOverhead = 10
    model.panel = 4
    return model
  }
}
