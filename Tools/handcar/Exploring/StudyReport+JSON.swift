import Exploration
import Reporting

extension StudyReport {
  /// For scripts. Times are in nanoseconds.
  var json: JSONValue {
    [
      "source": .string(study.source.path), "command": .string(command),
      "constraint": .string(constraintText), "time_model": .string(study.time.name),
      "samples": JSONValue(study.sampleCount), "judged_samples": JSONValue(study.judgedCount),
      "seconds": .number(study.seconds), "dense": json(found.dense),
      "dense_accuracy": JSONValue(found.denseChange?.denseAccuracy),
      "layers": .array(rows.map(json)), "front": .array(found.front.map(json)),
      "evaluated": .array(found.evaluated.map(json)),
      "rank_correlation": JSONValue(found.rankCorrelation),
      "recommended": [
        "plan": .object(
          rows.map { .init($0.name, .string($0.chosen.choice.description)) }),
        "fitted": .array((chosen.plan.fitted ?? []).sorted().map { .string($0) }),
        "reason": .string(chosen.reason), "figures": json(chosenFigures),
        "change": chosen.evaluation.map { json($0.change) } ?? .null,
      ],
    ]
  }

  private func json(_ row: Row) -> JSONValue {
    [
      "name": .string(row.name), "rows": .integer(row.front.layer.rows),
      "columns": .integer(row.front.layer.columns), "space": .integer(row.spaceSize),
      "steps": .array(
        row.steps.map { step in
          [
            "reason": .string(step.reason.rawValue), "entering": .integer(step.entering),
            "leaving": .integer(step.leaving), "heuristic": .bool(step.reason.isHeuristic),
          ]
        }),
      "options": .integer(row.optionCount), "chosen": .string(row.chosen.choice.description),
      "fitted": .bool(row.chosen.isFitted),
      "parameters": .integer(row.chosen.candidate.parameters),
      "multiply_adds": .integer(row.chosen.candidate.multiplyAccumulates),
      "time_ns": .number(row.chosen.candidate.time),
      "predicted_error": .number(row.chosen.predictedError),
      "measured_error": JSONValue(row.measuredError),
      "trials": .array(
        row.front.families.flatMap { family in
          family.trials.map { trial in
            [
              "fitted": .bool(family.isFitted), "error": .number(trial.error),
              "loss": .number(trial.loss),
            ] as JSONValue
          }
        }),
    ]
  }

  private func json(_ candidate: NetworkCandidate) -> JSONValue {
    [
      "layers": .string(layers(candidate)), "predicted_loss": .number(candidate.predictedLoss),
      "figures": json(candidate.figures),
    ]
  }

  private func json(_ network: EvaluatedNetwork) -> JSONValue {
    [
      "layers": .string(layers(network.candidate)),
      "predicted_loss": .number(network.candidate.predictedLoss),
      "figures": json(network.figures), "change": json(network.change),
    ]
  }

  private func json(_ figures: NetworkFigures) -> JSONValue {
    [
      "parameters": .integer(figures.parameters), "multiply_adds": .integer(figures.multiplyAdds),
      "time_ns": .number(figures.time),
      "bytes": .integer(figures.byteCount),
    ]
  }

  private func json(_ change: OutputChange) -> JSONValue {
    [
      "loss": .number(change.loss), "relative_error": .number(change.relativeError),
      "agreement": JSONValue(change.agreement), "divergence": JSONValue(change.divergence),
      "accuracy": JSONValue(change.accuracy),
    ]
  }
}
