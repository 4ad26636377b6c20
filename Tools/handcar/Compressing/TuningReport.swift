import Exploration
import FineTuning
import Lowering
import Reporting
import TensorTrain

/// What `finetune` and `compress` print in the end.
struct TuningReport {
  let tuned: TunedNetwork
  let model: WrittenModel
  let notes: [String]
  /// Seconds of the whole command.
  let seconds: Double

  /// For people.
  var text: String {
    let training = tuned.training
    let (first, best) = (training.curve.first ?? training.best, training.best)
    let count = tuned.comparison.sampleCount
    let largest = Format.scientific(model.selfTests.map(\.largestDifference).max() ?? 0)
    let facts = definitionList(
      [
        (
          "trained",
          "\(training.curve.last?.step ?? 0) steps, \(stopText); best at step \(best.step)"
        ),
        (
          "held out",
          "\(Format.count(count)) samples; loss \(Format.scientific(first.heldOutLoss)) → "
            + Format.scientific(best.heldOutLoss)
        ),
        ("file", "\(model.path), \(Format.bytes(model.lowered.bytes.count))"),
        ("verified", "\(model.selfTests.count) test vector, largest difference \(largest)"),
        ("took", Format.duration(nanoseconds: seconds * 1e9)),
      ], indent: 0)
    let notes = notes.map(noteText)
    return ([layerTable, tuned.comparison.text, facts] + notes).joined(separator: "\n\n")
  }

  private var stopText: String {
    switch tuned.training.stopReason {
    case .finished: "all that were asked for"
    case .converged: "then the held-out loss fell no more"
    case .cancelled: "then stopped"
    }
  }

  private var layerTable: String {
    var table = Table([
      .text("layer"), .text("size"), .number("params"), .number("now"), .text("decision"),
    ])
    for report in tuned.layerReports {
      var decision = report.shape?.description ?? ""
      if case .dense(let reason) = report.outcome { decision = "dense: \(reason)" }
      table.add([
        report.layer.name, "\(report.layer.columns)→\(report.layer.rows)",
        Format.magnitude(Double(report.denseParameterCount)),
        Format.magnitude(Double(report.parameterCount)), decision,
      ])
    }
    return table.rendered()
  }

  /// For scripts.
  var json: JSONValue {
    let training = tuned.training
    return [
      "file": .string(model.path), "bytes": .integer(model.lowered.bytes.count),
      "seconds": .number(seconds),
      "layers": .array(
        tuned.layerReports.map { report in
          [
            "name": .string(report.layer.name), "shape": JSONValue(report.shape?.description),
            "parameters_before": .integer(report.denseParameterCount),
            "parameters": .integer(report.parameterCount),
          ]
        }),
      "comparison": tuned.comparison.json,
      "training": [
        "stop_reason": .string(training.stopReason.rawValue),
        "best_step": .integer(training.best.step),
        "curve": .array(
          training.curve.map { point in
            [
              "step": .integer(point.step), "training_loss": JSONValue(point.trainingLoss),
              "held_out_loss": .number(point.heldOutLoss),
              "agreement": .number(point.agreement),
            ]
          }),
      ],
      "notes": .array(notes.map(JSONValue.string)),
    ]
  }
}
