import Exploration
import FineTuning
import Reporting
import TensorTrain

extension TuningReport {
  /// The report as one self-contained page.
  func page(title: String) -> String {
    var page = HTMLPage(title: "\(title), compressed")
    page.add(
      section: "Before and after",
      note: "\(Format.count(tuned.comparison.sampleCount)) samples were held out.",
      comparisonTable)
    page.add(section: "Layers", layersTable)
    page.add(
      section: "Training",
      HTMLPage.legend([(.measured, "held-out samples"), (.predicted, "training samples")])
        + HTMLPage.grid([("Loss", lossPlot), ("Disagreement with the original", disagreementPlot)]))
    return page.rendered()
  }

  private var comparisonTable: String {
    var table = HTMLTable([
      ("", false), ("before", true), ("after", true), ("before/after", true),
    ])
    for row in tuned.comparison.rows { table.add([row.name, row.before, row.after, row.ratio]) }
    return table.rendered()
  }

  private var layersTable: String {
    var table = HTMLTable([
      ("layer", false), ("size", false), ("parameters", true), ("now", true), ("shape", false),
    ])
    for report in tuned.layerReports {
      table.add([
        report.layer.name, "\(report.layer.columns)→\(report.layer.rows)",
        Format.count(report.denseParameterCount), Format.count(report.parameterCount),
        report.shape?.description ?? "dense",
      ])
    }
    return table.rendered()
  }

  private var lossPlot: String {
    var plot = Plot(x: .init("step", .linear), y: .init("loss", .logarithmic))
    plot.lines = [
      line(.predicted, "training") { $0.trainingLoss },
      line(.measured, "held out") { $0.heldOutLoss },
    ]
    return plot.rendered(description: "loss over the steps of the training")
  }

  /// Logarithmic, for a good network comes close to none.
  private var disagreementPlot: String {
    var plot = Plot(x: .init("step", .linear), y: .init("1 − agreement", .logarithmic))
    plot.lines = [line(.measured, "held out") { 1 - $0.agreement }]
    return plot.rendered(description: "disagreement over the steps of the training")
  }

  private func line(
    _ role: Plot.Role, _ title: String, _ value: (CurvePoint) -> Double?
  ) -> Plot.Line {
    let points = tuned.training.curve.compactMap { point in
      value(point).map { (x: Double(point.step), y: $0) }
    }
    return .init(points, role: role, title: title)
  }
}
