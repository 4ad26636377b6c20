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

  /// Operations of a full vector kernel, a twentieth of a nanosecond each: no board's.
  static let operations = TimeSource(model: CostModel(), name: "the cost model of operations")

  private init(model: any StageTimeModel, name: String) {
    self.model = model
    self.name = name
  }

  func text(_ time: Double) -> String { Format.duration(nanoseconds: time) }
}
