import Exploration
import Reporting

/// The design spaces of layers of which only the sizes are known: how many solutions there are, how
/// many each step of the pruning leaves, and what published rules do with the same layer.
struct SpaceStudy {
  struct Row {
    let network: String
    let layer: LayerSizes.Layer
    /// Ordered pairs of mode lists, factors 1 included.
    let shapeCount: Int
    let exploration: LayerExploration
    /// Aligned pairs of up to four modes with every uniform rank; those with fewer parameters and
    /// multiply-adds than the dense layer; of these the ranks that are multiples of 8.
    let aligned: (solutions: Int, better: Int, laneMultiples: Int)
    let seconds: Double

    /// What is left after all steps up to a reason, this one included.
    func remaining(after reason: PruningReason) -> Int {
      PruningReason.allCases.prefix { $0 != reason }.reduce(
        exploration.report.total - (exploration.report.removed[reason] ?? 0)
      ) { $0 - (exploration.report.removed[$1] ?? 0) }
    }
  }

  let rows: [Row]
  let boardName: String

  /// Layers of one size are searched once.
  init(_ networks: [LayerSizes], _ time: TimeSource) {
    var progress = ProgressBar(
      "count design spaces", total: networks.reduce(0) { $0 + $1.layers.count })
    var rows: [Row] = []
    for network in networks {
      for layer in network.layers {
        progress.update(rows.count)
        if let known = rows.first(where: {
          $0.layer.inputs == layer.inputs && $0.layer.outputs == layer.outputs
        }) {
          rows.append(
            Row(
              network: network.name, layer: layer, shapeCount: known.shapeCount,
              exploration: known.exploration, aligned: known.aligned, seconds: known.seconds))
        } else {
          rows.append(Self.row(network.name, layer, time))
        }
      }
    }
    progress.finish()
    self.rows = rows
    boardName = time.name
  }

  private static func row(
    _ network: String, _ layer: LayerSizes.Layer, _ time: TimeSource
  ) -> Row {
    let start = ContinuousClock.now
    var options = SearchOptions()
    options.bondErrors = SearchOptions.commonBondErrors
    let problem = LayerProblem(
      rows: layer.outputs, columns: layer.inputs, timeModel: time.model,
      spectra: .randomWeights(rows: layer.outputs, columns: layer.inputs))
    let exploration = problem.explore(options)
    let shapes = CutLattice(rows: layer.outputs, columns: layer.inputs)
      .shapeCount(longest: options.largestCoreCount)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Row(
      network: network, layer: layer, shapeCount: shapes, exploration: exploration,
      aligned: AlignedShapes(rows: layer.outputs, columns: layer.inputs).rankCounts(longest: 4),
      seconds: seconds)
  }

  /// Seconds spent in searches.
  var seconds: Double {
    var seen: Set<[Int]> = []
    return rows.reduce(0) {
      seen.insert([$1.layer.inputs, $1.layer.outputs]).inserted ? $0 + $1.seconds : $0
    }
  }
}
