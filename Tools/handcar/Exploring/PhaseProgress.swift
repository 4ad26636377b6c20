import Exploration
import Reporting

/// A progress bar for each phase of a search.
final class PhaseProgress {
  private var phase: NetworkSearch.Phase?
  private var bar: ProgressBar?

  func update(_ phase: NetworkSearch.Phase, _ done: Int, _ total: Int) {
    if phase != self.phase {
      finish()
      self.phase = phase
      bar = ProgressBar(PhaseProgress.labels[phase] ?? phase.rawValue, total: total)
    }
    bar?.update(done)
  }

  func finish() { bar?.finish() }

  private static let labels: [NetworkSearch.Phase: String] = [
    .layers: "explore layers", .sensitivities: "try layers one by one",
    .networks: "measure whole networks",
  ]
}
