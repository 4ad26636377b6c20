import LinearAlgebra
import TensorTrain

/// What an exploration of one layer found.
public struct LayerExploration: Sendable {
  /// The dense layer first, then tensor trains by rising time.
  public let candidates: [LayerCandidate]
  public let report: PruningReport
  /// Every tensor train that was left out only to shorten the list is at most this factor better
  /// than one that is in it, in every objective; 1 when none was.
  public let thinning: Double
}

extension LayerProblem {
  /// Explores every shape of the layer that the options admit, and keeps what is best.
  ///
  /// Both plain sweeps are searched exactly; for the shapes that remain, the order of cores with
  /// the fewest operations is taken where it is faster. The time grows with the number of steps
  /// between cuts (tens of thousands for the largest layers) times the labels kept at a cut times
  /// the number of ranks; the two sweeps run in parallel.
  ///
  /// Of a convolution that is not pointwise, the chains are searched (`ConvolutionGeometry`): every
  /// combination of ranks.
  public func explore(_ options: SearchOptions = SearchOptions()) -> LayerExploration {
    if let convolution, !convolution.isPointwise { return exploreChains(of: convolution, options) }
    let lattice = CutLattice(
      rows: rows, columns: columns, allowsUnitFactors: options.allowsUnitFactors)
    var searches = Sweep.allCases.map { SweepSearch(self, lattice, options, $0) }
    if lattice.cuts.count > 2 {
      searches.withUnsafeMutableBufferPointer { searches in
        nonisolated(unsafe) let searches = searches
        inParallel(searches.count) { searches[$0].runAll() }
      }
    }
    return collect(searches, lattice, options)
  }

  /// Explores the layer, and filled up to other sizes, together.
  public func explore(
    _ options: SearchOptions, besides padded: [LayerProblem]
  ) -> LayerExploration {
    let own = explore(options)
    guard !padded.isEmpty else { return own }
    var report = PruningReport()
    var front = emptyFront(options)
    for found in [own] + padded.map({ $0.explore(options) }) {
      report.merge(found.report)
      for candidate in found.candidates.dropFirst() {
        // The search of a padded size does not know what padding costs.
        if options.needsLessTime, candidate.time >= dense.time {
          report.add(1, .timeNotBelowDense)
        } else {
          insert(candidate, into: &front, &report, options)
        }
      }
    }
    return result(front, report, options)
  }

  private func collect(
    _ searches: [SweepSearch], _ lattice: CutLattice, _ options: SearchOptions
  ) -> LayerExploration {
    var report = PruningReport()
    var front = emptyFront(options)
    for search in searches {
      report.merge(search.report)
      for point in search.front.points {
        let candidate = best(shape(point.payload, lattice), search.sweep, options)
        insert(candidate, into: &front, &report, options)
      }
    }
    return result(front, report, options)
  }

  /// A front by the objectives that this problem can tell.
  func emptyFront(_ options: SearchOptions) -> ParetoFront<LayerCandidate> {
    var objectives = options.objectives
    if spectra == nil { objectives.remove(.error) }
    return ParetoFront(objectives)
  }

  /// Adds a solution to a front, and counts what that dominates, or the solution where it is dominated.
  func insert(
    _ candidate: LayerCandidate, into front: inout ParetoFront<LayerCandidate>,
    _ report: inout PruningReport, _ options: SearchOptions
  ) {
    if options.removesDominated {
      report.add(front.insert(candidate.measures, candidate) ?? 1, .dominated)
    } else {
      front.append(candidate.measures, candidate)
    }
  }

  /// The exploration that a front and the counts of what left come to.
  func result(
    _ front: ParetoFront<LayerCandidate>, _ report: PruningReport, _ options: SearchOptions
  ) -> LayerExploration {
    var report = report
    var (points, thinning) = (front.points, 1.0)
    if let limit = options.largestFront { (points, thinning) = front.thinned(to: limit) }
    report.add(front.points.count - points.count, .alike)
    let trains = points.map(\.payload).sorted {
      ($0.time, $0.parameters) < ($1.time, $1.parameters)
    }
    return LayerExploration(candidates: [dense] + trains, report: report, thinning: thinning)
  }

  private func shape(_ solution: SweepSearch.Solution, _ lattice: CutLattice) -> TTShape {
    let path = [0] + solution.cuts + [lattice.cuts.count - 1]
    let steps = zip(path, path.dropFirst()).map { (lattice.cuts[$0], lattice.cuts[$1]) }
    do {
      return try TTShape(
        rowModes: steps.map { $1.rowPrefix / $0.rowPrefix },
        columnModes: steps.map { $1.columnPrefix / $0.columnPrefix },
        ranks: [1] + solution.ranks + [1]
      ).capped
    } catch {
      preconditionFailure("a path through the lattice is not a shape: \(error)")
    }
  }

  /// The shape by the sweep that it was found with or, where that is faster and within the
  /// scratch, by the order with the fewest operations.
  private func best(_ shape: TTShape, _ sweep: Sweep, _ options: SearchOptions) -> LayerCandidate {
    let found = candidate(shape, order: shape.order(of: sweep))
    guard options.triesOtherOrders else { return found }
    let planned = candidate(shape, order: shape.bestOrder().cores)
    let scratch =
      options.objectives.contains(.peakScratch)
      ? found.peakScratch : options.scratchBytes.map { $0 / 4 } ?? .max
    return planned.peakScratch <= scratch && planned.time < found.time ? planned : found
  }
}

extension SweepSearch {
  /// Uniform ranks, then the ranks by error, then all combinations.
  fileprivate mutating func runAll() {
    runUniformRanks()
    if let spectra = problem.spectra {
      for error in options.bondErrors {
        _ = run(RankProfile(bondError: error, table: spectra, lattice: lattice))
      }
    }
    if let bondRanks = options.bondRanks {
      _ = run(RankProfile(bondRanks: bondRanks, caps: lattice.rankCaps))
    }
  }

  /// From the lowest until none can gain: costs with caps never fall as the rank grows.
  private mutating func runUniformRanks() {
    let caps = lattice.rankCaps
    let largest = min(caps.max() ?? 1, problem.spectra?.rankLimit ?? .max)
    var ranks = options.ranks ?? Array(1...max(largest, 1))
    ranks = ranks.filter { $0 <= largest }
    if let last = options.ranks?.first(where: { $0 > largest }), last > largest {
      ranks.append(largest)
    }
    if let lanes = options.laneMultiple { ranks = ranks.filter { $0 % lanes == 0 } }
    var previous = 0
    var beyond: PruningReason?
    for rank in ranks where beyond == nil {
      beyond = run(RankProfile(uniform: rank, after: previous, caps: caps))
      previous = rank
    }
    let longest = options.largestCoreCount
    let upToLast = lattice.uniformRankSolutionCount(longest: longest, rankLimit: previous)
    let whole = lattice.uniformRankSolutionCount(longest: longest)
    let listReason: PruningReason =
      options.laneMultiple == nil ? .rankNotListed : .rankNotLaneMultiple
    skip(upToLast - report.total, listReason)
    skip(whole - upToLast, beyond ?? listReason)
  }
}
