import Exploration
import Foundation
import ModelGraph
import Reporting

/// A search of the design space of one network, from its command line.
struct NetworkStudy {
  let source: SourceNetwork
  let time: TimeSource
  let found: NetworkExploration
  /// How many samples were there; nil without calibration.
  let sampleCount: Int?
  let judgedCount: Int?
  let seconds: Double

  init(_ path: String, _ arguments: Arguments) throws(Failure) {
    let start = ContinuousClock.now
    time = try TimeSource(arguments)
    source = try SourceNetwork(path, arguments)
    var search = NetworkSearch(try NetworkConstraint(arguments))
    search.timeModel = time.model
    search.byteCount = NetworkRunner.byteCount
    search.timeText = time.text
    let percent = try arguments.number(
      "--padding", where: { (0...100).contains($0) }, "percentage as a")
    search.paddingShare = (percent ?? 0) / 100
    let progress = PhaseProgress()
    search.progress = progress.update
    do {
      let graph = try source.imported.simplified(by: Pass.beforeFactorization).graph
      if let samplesPath = arguments.text("--calibration") {
        let runner = try NetworkRunner(graph, path: path, samples: samplesPath, arguments)
        let labels = try arguments.text("--labels").map { labelsPath throws(Failure) in
          try readLabels(labelsPath, for: runner.samples)
        }
        search.samples = NetworkSamples(
          count: runner.samples.count, labels: labels, evaluate: runner.run)
      } else if arguments.has("--labels") {
        throw Failure.usage("--labels needs --calibration, the samples that they belong to")
      }
      found = try search.explore(graph)
    } catch let failure as Failure {
      progress.finish()
      throw failure
    } catch {
      progress.finish()
      throw .badInput("\(path): \(error)")
    }
    progress.finish()
    sampleCount = search.samples?.count
    judgedCount = search.samples?.judgingRange.count
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }
}
