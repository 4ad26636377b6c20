import HandcarHost
import Reporting

/// What `compare` prints.
struct ComparisonReport {
  /// Size and cost of one side.
  struct Side {
    let path: String
    let byteCount: Int
    let parameterCount: Int
    /// Of one run, the batch included.
    let multiplyAdds: Int
  }

  let comparison: ModelComparison
  let source: Side
  let model: Side
  let tolerance: Double?

  var isWithinTolerance: Bool {
    tolerance.map { comparison.largestMixedDifference <= $0 } ?? true
  }

  /// For people.
  var text: String {
    var sizes = Table([.text(""), .number("source"), .number("model"), .number("source/model")])
    func row(_ name: String, _ first: Int, _ second: Int, _ format: (Int) -> String) {
      let ratio = second > 0 ? Format.ratio(Double(first) / Double(second)) : ""
      sizes.add([name, format(first), format(second), ratio])
    }
    row("file", source.byteCount, model.byteCount, Format.bytes)
    row("parameters", source.parameterCount, model.parameterCount, Format.count)
    row("MACs", source.multiplyAdds, model.multiplyAdds, Format.count)
    for output in comparison.outputs {
      let title = comparison.outputs.count > 1 ? " of '\(output.name)'" : ""
      let figures = output.comparison
      if comparison.hasLabels, output.isClassifier {
        sizes.add([
          "accuracy" + title, Format.percent(figures.referenceAccuracy),
          Format.percent(figures.modelAccuracy),
        ])
      }
      if output.isReconstruction {
        sizes.add([
          "mean squared error" + title, Format.fixed(figures.referenceError, 4),
          Format.fixed(figures.modelError, 4),
        ])
      }
    }
    return ([sizes.rendered()] + comparison.outputs.map(differences)).joined(separator: "\n\n")
  }

  private func differences(_ output: ModelComparison.Output) -> String {
    let figures = output.comparison
    var facts: [(term: String, text: String)] = [
      ("largest difference", Format.scientific(figures.largestDifference)),
      ("mean difference", Format.scientific(figures.meanDifference)),
      ("relative difference", Format.scientific(figures.relativeDifference) + " (of the norms)"),
    ]
    if output.isClassifier {
      facts.append(("top-1 agreement", Format.percent(figures.agreement)))
    }
    if let tolerance {
      let verdict = figures.largestMixedDifference <= tolerance ? "within" : "BEYOND"
      facts.append(("tolerance", "\(verdict) \(tolerance) + \(tolerance)·|reference|"))
    }
    let count = Format.count(comparison.sampleCount)
    return "output '\(output.name)', \(count) samples of \(Format.shape(output.sampleShape)):\n"
      + definitionList(facts)
  }

  /// For scripts.
  var json: JSONValue {
    [
      "source": json(source), "model": json(model),
      "samples": .integer(comparison.sampleCount),
      "tolerance": JSONValue(tolerance), "within_tolerance": .bool(isWithinTolerance),
      "outputs": .array(comparison.outputs.map(json)),
    ]
  }

  private func json(_ side: Side) -> JSONValue {
    [
      "file": .string(side.path), "bytes": .integer(side.byteCount),
      "parameters": .integer(side.parameterCount), "multiply_adds": .integer(side.multiplyAdds),
    ]
  }

  private func json(_ output: ModelComparison.Output) -> JSONValue {
    let figures = output.comparison
    func ifPresent(_ isPresent: Bool, _ value: Double) -> JSONValue {
      isPresent ? .number(value) : .null
    }
    let hasAccuracy = comparison.hasLabels && output.isClassifier
    return [
      "name": .string(output.name), "shape": JSONValue(output.sampleShape),
      "largest_difference": .number(figures.largestDifference),
      "mean_difference": .number(figures.meanDifference),
      "relative_difference": .number(figures.relativeDifference),
      "top1_agreement": ifPresent(output.isClassifier, figures.agreement),
      "source_accuracy": ifPresent(hasAccuracy, figures.referenceAccuracy),
      "model_accuracy": ifPresent(hasAccuracy, figures.modelAccuracy),
      "source_mean_squared_error": ifPresent(output.isReconstruction, figures.referenceError),
      "model_mean_squared_error": ifPresent(output.isReconstruction, figures.modelError),
    ]
  }
}
