import Exploration
import Foundation
import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

/// Full explorations of large layers of random weights. Too heavy for every run; measure with
///
///     HANDCAR_LARGE_TESTS=1 /usr/bin/time -v swift test -c release --filter LargeExplorationTests
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HANDCAR_LARGE_TESTS"] != nil), .serialized)
struct LargeExplorationTests {
  /// The search alone, on spectra that fall as 1/√s, the faster the larger the blocks.
  @Test(arguments: [(300, 784), (4096, 4096), (4096, 25_088), (4096, 9216)])
  func searches(_ rows: Int, _ columns: Int) {
    let lattice = CutLattice(rows: rows, columns: columns)
    var spectra: [Cut: (leadingValues: [Double], norm: Double)] = [:]
    for (cut, cap) in zip(lattice.cuts, lattice.rankCaps).dropFirst().dropLast() {
      let values = (1...min(cap, 64)).map { 1 / Double($0 * (1 + cut.rowPrefix % 7)).squareRoot() }
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      spectra[cut] = (values, values.count < cap ? norm * 1.2 : norm)
    }
    var problem = LayerProblem(rows: rows, columns: columns)
    problem.spectra = SpectralTable(rows: rows, columns: columns, spectra: spectra)
    let clock = ContinuousClock()
    let start = clock.now
    let found = problem.explore()
    print(
      "\(columns)→\(rows): search \(clock.now - start), \(found.report.total) solutions, "
        + "\(found.report.remaining) left")
    #expect(found.candidates.count <= 101)
    #expect(found.report.reduction > (columns > 20_000 ? 10_000 : 1_000))
  }

  @Test(arguments: [(300, 784), (1000, 2048), (4096, 4096), (4096, 25_088)])
  func explores(_ rows: Int, _ columns: Int) throws {
    if let only = ProcessInfo.processInfo.environment["HANDCAR_LARGE_COLUMNS"] {
      guard Int(only) == columns else { return }
    }
    var random = SeededGenerator(seed: 1)
    let w = Matrix(rows: rows, columns: columns, elements: random.floats(rows * columns))
    let clock = ContinuousClock()
    var start = clock.now
    var problem = LayerProblem(rows: rows, columns: columns)
    problem.spectra = try SpectralOracle().table(of: w)
    let spectra = clock.now - start
    start = clock.now
    var options = SearchOptions()
    options.bondErrors = (1..<16).map { Double($0) / 16 }
    let found = problem.explore(options)
    print(
      "\(columns)→\(rows): spectra \(spectra), search \(clock.now - start), "
        + "\(found.report.total) solutions, \(found.report.remaining) left, thinning "
        + "\(found.thinning)")
    for step in found.report.steps {
      print("  \(step.reason.rawValue): \(step.entering) − \(step.leaving) = \(step.remaining)")
    }
    for candidate in found.candidates {
      print(
        "    \(candidate) \(candidate.parameters) \(candidate.time)", candidate.errorBounds as Any)
    }
    #expect(found.candidates.count <= 101)
    #expect(found.report.reduction > (columns > 20_000 ? 10_000 : 1_000))
  }
}
