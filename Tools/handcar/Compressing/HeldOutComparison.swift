import ModelGraph
import Reporting

/// The original and the compressed network side by side: costs, and answers on samples that were not
/// trained on.
struct HeldOutComparison {
  let before: ModelFigures
  let after: ModelFigures
  let sampleCount: Int
  let hasLabels: Bool
  let isClassifier: Bool
  let isReconstruction: Bool
  private let answers: OutputComparison

  init(
    before: ModelFigures, after: ModelFigures, _ data: CalibrationSamples, samples: [Int],
    network: Graph
  ) {
    self.before = before
    self.after = after
    sampleCount = samples.count
    let shape = network[network.outputs[0]].type.shape.dropFirst().filter { $0 != 1 }
    isReconstruction = shape == data.layout.inputShape.filter { $0 != 1 }
    isClassifier = !isReconstruction && shape.count == 1
    hasLabels = data.labels != nil && isClassifier
    var answers = OutputComparison()
    for (index, sample) in samples.enumerated() {
      answers.add(
        reference: before.answers[index].map(Double.init)[...], model: after.answers[index][...],
        label: data.labels?[sample],
        target: isReconstruction ? data.samples.floats(sample..<sample + 1)[...] : nil)
    }
    self.answers = answers
  }

  /// What was lost, in points: of accuracy; without labels of agreement, which accuracy can lose at
  /// most; for a network that is no classifier the percentage by which the reconstruction error grows,
  /// or the relative difference of the outputs.
  var drop: Double {
    if hasLabels { return 100 * (answers.referenceAccuracy - answers.modelAccuracy) }
    if isClassifier { return 100 * (1 - answers.agreement) }
    if isReconstruction, answers.referenceError > 0 {
      return 100 * (answers.modelError / answers.referenceError - 1)
    }
    return 100 * answers.relativeDifference
  }

  /// Rows of the table before/after.
  var rows: [(name: String, before: String, after: String, ratio: String)] {
    func row(
      _ name: String, _ first: Int, _ second: Int, _ format: (Int) -> String
    ) -> (String, String, String, String) {
      (name, format(first), format(second), ratio(Double(first), Double(second)))
    }
    var rows = [
      row("parameters", before.parameters, after.parameters, Format.count),
      row("MACs", before.multiplyAdds, after.multiplyAdds, Format.count),
      row("file", before.byteCount, after.byteCount, Format.bytes),
      row("arena", before.arenaSize, after.arenaSize, Format.bytes),
    ]
    if let first = before.nanoseconds, let second = after.nanoseconds {
      rows.append(
        (
          "time of a run", Format.duration(nanoseconds: first),
          Format.duration(nanoseconds: second), ratio(first, second)
        ))
    }
    if hasLabels {
      rows.append(
        (
          "accuracy", Format.percent(answers.referenceAccuracy),
          Format.percent(answers.modelAccuracy), ""
        ))
    }
    if isClassifier { rows.append(("agreement", "", Format.percent(answers.agreement), "")) }
    if isReconstruction {
      rows.append(
        (
          "mean squared error", Format.fixed(answers.referenceError, 4),
          Format.fixed(answers.modelError, 4), ""
        ))
    } else if !isClassifier {
      rows.append(("relative difference", "", Format.scientific(answers.relativeDifference), ""))
    }
    return rows
  }

  private func ratio(_ first: Double, _ second: Double) -> String {
    second > 0 ? Format.ratio(first / second) : ""
  }

  /// For people.
  var text: String {
    var table = Table([.text(""), .number("before"), .number("after"), .number("before/after")])
    for row in rows { table.add([row.name, row.before, row.after, row.ratio]) }
    return table.rendered()
  }

  /// For scripts.
  var json: JSONValue {
    func side(_ figures: ModelFigures, _ accuracy: Double, _ error: Double) -> JSONValue {
      [
        "parameters": .integer(figures.parameters),
        "multiply_adds": .integer(figures.multiplyAdds), "bytes": .integer(figures.byteCount),
        "arena_bytes": .integer(figures.arenaSize), "run_ns": JSONValue(figures.nanoseconds),
        "accuracy": hasLabels ? .number(accuracy) : .null,
        "mean_squared_error": isReconstruction ? .number(error) : .null,
      ]
    }
    return [
      "held_out_samples": .integer(sampleCount),
      "before": side(before, answers.referenceAccuracy, answers.referenceError),
      "after": side(after, answers.modelAccuracy, answers.modelError),
      "agreement": isClassifier ? .number(answers.agreement) : .null,
      "relative_difference": .number(answers.relativeDifference),
      "drop_points": .number(drop),
    ]
  }
}
