import BoardModel
import Exploration
import Reporting

/// Where predicted times come from: the one place that chooses the time model.
struct TimeSource {
  let model: any StageTimeModel
  /// For reports.
  let name: String

  /// The board of `--board`, or one like this machine.
  init(_ arguments: Arguments) throws(Failure) {
    let board = try boardModel(arguments)
    model = board
    name = board.name + (board.isEstimate ? " (estimated)" : "")
  }

  func text(_ time: Double) -> String { Format.duration(nanoseconds: time) }
}
