import Exploration
import Foundation
import ModelGraph
import Reporting

/// What `explore` found, for people, for scripts and as a page.
struct StudyReport {
  /// A layer, before and as recommended.
  struct Row {
    let front: LayerFront
    let chosen: LayerOption
    /// ‖W − W'‖ / ‖W‖, or of a fitted layer that of its outputs; nil when nothing was factorized.
    let measuredError: Double?

    var name: String { front.layer.name }
    var dense: LayerCandidate { front.options[0].candidate }
    /// Shapes with ranks and sweeps.
    var spaceSize: Int { front.families[0].exploration.report.total }
    var steps: [PruningReport.Step] { front.families[0].exploration.report.steps }
    /// What is left, of all ways to decompose.
    var optionCount: Int { front.options.count - 1 }
  }

  let study: NetworkStudy
  let rows: [Row]
  /// The words after `handcar explore`.
  private let arguments: Arguments

  var found: NetworkExploration { study.found }
  var chosen: NetworkExploration.Recommendation { found.recommended }
  /// Measured where it was, else counted.
  var chosenFigures: NetworkFigures { chosen.evaluation?.figures ?? chosen.candidate.figures }

  init(_ study: NetworkStudy, _ arguments: Arguments) {
    self.study = study
    self.arguments = arguments
    let recommended = study.found.recommended
    let reports = Dictionary(
      (recommended.evaluation?.reports ?? []).map { ($0.layer.name, $0) },
      uniquingKeysWith: { first, _ in first })
    rows = zip(study.found.layers, recommended.candidate.options).map { front, option in
      var error: Double?
      if let report = reports[front.layer.name],
        case .tensorTrain(_, let relativeError) = report.outcome
      {
        error = option.isFitted ? report.outputError : relativeError
      }
      return Row(front: front, chosen: option, measuredError: error)
    }
  }

  /// The command that made this, to be run again.
  var command: String {
    let words = CommandLine.arguments.dropFirst().map { word in
      word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+".contains($0) }
        ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
    return (["handcar"] + words).joined(separator: " ")
  }

  /// The command that carries the plan out; nil when no plan is written.
  var conversion: String? {
    guard let plan = arguments.text("--output") else { return nil }
    let model = URL(fileURLWithPath: study.source.path).deletingPathExtension().lastPathComponent
    var words = ["handcar convert", study.source.path, "-o", model + ".hcar", "--plan", plan]
    let options = [
      "--calibration", "--input-scale", "--input-offset", "--skip", "--limit", "--batch",
    ]
    let isFitted = chosen.plan.fitted?.isEmpty == false
    for option in options where isFitted || option == "--batch" {
      if let value = arguments.text(option) { words += [option, value] }
    }
    return words.joined(separator: " ")
  }

  /// In the words of the constraint, with the units of the time model.
  var constraintText: String {
    switch found.constraint {
    case .ratio(let ratio): "parameters at most 1/\(trimmed(ratio)) of the dense network's"
    case .maximumBytes(let bytes): "a file of at most \(Format.bytes(bytes))"
    case .maximumMultiplyAdds(let count):
      "at most \(Format.magnitude(Double(count))) multiply-adds"
    case .maximumTime(let time): "at most \(study.time.text(time)) predicted"
    case .maximumDrop(let drop): "at most \(trimmed(drop * 100)) points lost"
    }
  }

  private func trimmed(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : "\(value)"
  }
}

extension PruningReason {
  /// As a table says it.
  var label: String {
    switch self {
    case .rankNotListed: "rank not tried"
    case .rankNotLaneMultiple: "rank no lane multiple"
    case .repeatedByCaps: "same by caps"
    case .scratchLimit: "scratch limit"
    case .fileLimit: "file limit"
    case .parametersNotBelowDense: "not smaller than dense"
    case .operationsNotBelowDense: "not fewer MACs than dense"
    case .timeNotBelowDense: "not faster than dense"
    case .errorBudget: "error budget"
    case .dominated: "dominated"
    case .alike: "nearly the same"
    }
  }

  /// As the head of a narrow column says it.
  var shortLabel: String {
    switch self {
    case .rankNotListed: "ranks"
    case .rankNotLaneMultiple: "lanes"
    case .repeatedByCaps: "caps"
    case .scratchLimit: "scratch"
    case .fileLimit: "file"
    case .parametersNotBelowDense: "params"
    case .operationsNotBelowDense: "MACs"
    case .timeNotBelowDense: "time"
    case .errorBudget: "error"
    case .dominated: "dominated"
    case .alike: "alike"
    }
  }
}
