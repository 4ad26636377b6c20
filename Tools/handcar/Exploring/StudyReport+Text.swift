import Exploration
import Foundation
import Reporting

extension StudyReport {
  var text: String {
    [
      rows.isEmpty ? "No layer can be factorized." : layerTable,
      rows.isEmpty
        ? ""
        : "How the spaces shrank (* heuristic, the other steps lose no optimum):\n" + stepTable,
      "Front of predicted networks (loss against parameters, time and multiply-adds):\n"
        + frontTable,
      found.evaluated.isEmpty ? "" : "Measured networks:\n" + evaluationTable,
      facts,
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var layerTable: String {
    var table = Table([
      .text("layer"), .text("size"), .number("space"), .number("left"), .number("params"),
      .number("now"), .number("MACs"), .number("now"), .number("time"), .number("now"),
      .number("predicted"), .number("error"), .text("chosen"),
    ])
    for row in rows {
      let (dense, now) = (row.dense, row.chosen.candidate)
      table.add([
        row.name, "\(row.front.layer.columns)→\(row.front.layer.rows)", magnitude(row.spaceSize),
        String(row.optionCount), magnitude(dense.parameters), magnitude(now.parameters),
        magnitude(dense.multiplyAccumulates), magnitude(now.multiplyAccumulates),
        study.time.text(dense.time), study.time.text(now.time),
        now.isDense ? "" : Format.fixed(row.chosen.predictedError, 3),
        row.measuredError.map { Format.fixed($0, 3) } ?? "",
        now.description + (row.chosen.isFitted ? " fitted" : ""),
      ])
    }
    return table.rendered(width: 140)
  }

  /// What remains after each step, for each layer; heuristic steps have a star.
  private var stepTable: String {
    let reasons = PruningReason.allCases.filter { reason in
      rows.contains { $0.steps.contains { $0.reason == reason } }
    }
    var table = Table(
      [.text("left after"), .number("nothing")]
        + reasons.map { .number($0.shortLabel + ($0.isHeuristic ? "*" : "")) })
    for row in rows {
      var remaining = row.spaceSize
      table.add(
        [row.name, magnitude(remaining)]
          + reasons.map { reason in
            remaining = row.steps.first { $0.reason == reason }?.remaining ?? remaining
            return magnitude(remaining)
          })
    }
    return table.rendered(width: 140)
  }

  private var frontTable: String {
    var table = Table([
      .number("params"), .number("MACs"), .number("time"), .number("loss"), .text("layers"),
    ])
    for candidate in shortFront {
      table.add(
        cells(candidate.figures) + [loss(candidate.predictedLoss), layersInShort(candidate)])
    }
    return table.rendered(width: 120)
  }

  /// The dense network, the recommended one and some of the others.
  private var shortFront: [NetworkCandidate] {
    let front = found.front
    let count = 12
    guard front.count > count else { return front }
    return (0..<count).map { front[$0 * (front.count - 1) / (count - 1)] }
  }

  private var evaluationTable: String {
    var table = Table([
      .text(""), .number("params"), .number("MACs"), .number("time"), .number("file"),
      .number("predicted"), .number("loss"), .number("agreement"), .number("accuracy"),
      .text("layers"),
    ])
    for network in found.evaluated.sorted(by: {
      $0.candidate.predictedLoss < $1.candidate.predictedLoss
    }) {
      table.add(
        [network.plan == chosen.plan ? "→" : ""] + cells(network.figures) + [
          Format.bytes(network.figures.byteCount), loss(network.candidate.predictedLoss),
          loss(network.change.loss), network.change.agreement.map(Format.percent) ?? "",
          network.change.accuracy.map(Format.percent) ?? "",
          layersInShort(network.candidate),
        ])
    }
    return table.rendered(width: 140)
  }

  private var facts: String {
    let (dense, now) = (found.dense, chosenFigures)
    var entries = [("constraint", constraintText), ("recommended", chosen.reason)]
    entries.append(
      (
        "costs",
        "\(Format.count(now.parameters)) of \(Format.count(dense.parameters)) parameters "
          + "(\(Format.ratio(Double(dense.parameters) / Double(max(now.parameters, 1))))), "
          + "\(magnitude(now.multiplyAdds)) of \(magnitude(dense.multiplyAdds)) multiply-adds, "
          + "\(study.time.text(now.time)) of \(study.time.text(dense.time)) "
          + "(\(study.time.name)), \(Format.bytes(now.byteCount)) of "
          + Format.bytes(dense.byteCount)
      ))
    entries.append(("work and time", workAndTime))
    if let change = chosen.evaluation?.change { entries.append(("answers", answers(change))) }
    if let correlation = found.rankCorrelation {
      entries.append(
        ("prediction", "rank correlation with the measured losses \(Format.fixed(correlation, 2))"))
    }
    entries.append(("took", Format.duration(nanoseconds: study.seconds * 1e9)))
    if let conversion { entries.append(("next", conversion)) }
    return definitionList(entries, indent: 0)
  }

  /// Such as `98.40 % right, dense 98.80 %; 99.10 % as the dense network; 1,000 samples`.
  func answers(_ change: OutputChange) -> String {
    var parts: [String] = []
    if let accuracy = change.accuracy, let dense = change.denseAccuracy {
      parts.append("\(Format.percent(accuracy)) right, dense \(Format.percent(dense))")
    }
    if let agreement = change.agreement {
      parts.append("\(Format.percent(agreement)) as the dense network")
    }
    parts.append("outputs changed by \(Format.percent(change.relativeError))")
    parts.append("\(Format.count(study.judgedCount ?? 0)) samples")
    return parts.joined(separator: "; ")
  }

  /// Such as `fc1=4x8:88x132:16 fitted`, for each layer that is factorized.
  func layers(_ candidate: NetworkCandidate) -> String {
    let changed = zip(found.layers, candidate.options).filter { !$1.candidate.isDense }.map {
      "\($0.layer.name)=\($1.candidate)\($1.isFitted ? " fitted" : "")"
    }
    return changed.isEmpty ? "dense" : changed.joined(separator: ", ")
  }

  /// The same where it is short, else how many layers are factorized.
  private func layersInShort(_ candidate: NetworkCandidate) -> String {
    let changed = candidate.options.filter { !$0.candidate.isDense }
    guard changed.count > 2 else { return layers(candidate) }
    let fitted = changed.count(where: \.isFitted)
    return "\(changed.count) of \(candidate.options.count) layers, "
      + (fitted == changed.count ? "all fitted" : fitted == 0 ? "plain" : "\(fitted) fitted")
  }

  private func cells(_ figures: NetworkFigures) -> [String] {
    [magnitude(figures.parameters), magnitude(figures.multiplyAdds), study.time.text(figures.time)]
  }

  func loss(_ value: Double) -> String { String(format: "%.2g", value) }

  func magnitude(_ count: Int) -> String { Format.magnitude(Double(count)) }
}
