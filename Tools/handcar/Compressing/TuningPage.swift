import Exploration
import FineTuning
import Foundation
import Lowering
import Reporting
import TensorTrain

extension TuningReport {
  /// The report as one HTML page that needs nothing else, in the colours that the reader's system
  /// prefers.
  func page(title: String) -> String {
    let rows = tuned.comparison.rows.map {
      "<tr><th>\(escaped($0.name))<td>\($0.before)<td>\($0.after)<td>\($0.ratio)"
    }.joined(separator: "\n")
    let layers = tuned.layerReports.map { report in
      "<tr><th>\(escaped(report.layer.name))<td>\(report.layer.columns)→\(report.layer.rows)"
        + "<td>\(Format.count(report.denseParameterCount))<td>\(Format.count(report.parameterCount))"
        + "<td>\(report.shape?.description ?? "dense")"
    }.joined(separator: "\n")
    let curve = tuned.training.curve
    let steps = curve.map { Double($0.step) }
    let loss = CurvePlot(
      title: "loss, logarithmic", isLogarithmic: true,
      curves: [
        ("training", zip(steps, curve).compactMap { x, p in p.trainingLoss.map { (x, $0) } }),
        ("held out", zip(steps, curve).map { ($0, $1.heldOutLoss) }),
      ])
    let agreement = CurvePlot(
      title: "agreement on held-out samples", isLogarithmic: false,
      curves: [("held out", zip(steps, curve).map { ($0, $1.agreement) })])
    return """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(escaped(title)) compressed</title>
      <style>
      :root { color-scheme: light dark; --back: #fff; --ink: #222; --line: #bbb; --a: #b36b00; --b: #0a62b8; }
      @media (prefers-color-scheme: dark) {
        :root { --back: #16181c; --ink: #ddd; --line: #555; --a: #f0a840; --b: #6ab0ff; }
      }
      body { font: 16px/1.5 system-ui, sans-serif; background: var(--back); color: var(--ink);
        max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid var(--line); }
      th { text-align: left; font-weight: normal; }
      thead th { font-weight: bold; }
      svg { width: 100%; height: auto; }
      svg text { font-size: 12px; fill: var(--ink); }
      svg .axis { stroke: var(--line); }
      svg .curve { fill: none; stroke-width: 2; }
      svg .c0 { stroke: var(--a); } svg .c1 { stroke: var(--b); }
      svg text.t0 { fill: var(--a); } svg text.t1 { fill: var(--b); }
      </style>
      <h1>\(escaped(title))</h1>
      <table><thead><tr><th><th>before<th>after<th>before/after</thead>
      \(rows)
      </table>
      <p>\(Format.count(tuned.comparison.sampleCount)) samples were held out.</p>
      <table><thead><tr><th>layer<th>size<th>parameters<th>now<th>shape</thead>
      \(layers)
      </table>
      \(loss.svg)
      \(agreement.svg)
      </html>

      """
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
