import Exploration
import Foundation
import Reporting
import TensorTrain

extension StudyReport {
  /// Everything on one self-contained page.
  var page: String {
    let name = URL(fileURLWithPath: study.source.path).lastPathComponent
    var page = HTMLPage(title: "\(name): \(constraintText)")
    page.add("<p class=\"note\">Recommended: \(chosen.reason.escapedForHTML).</p>")
    page.add(HTMLPage.cards(cards))
    page.add(section: "Layers", note: "Work and time: \(workAndTime).", layerTable)
    page.add(
      section: "How the spaces shrank",
      note: "Shapes with their orders, ranks and sweeps, and what remains of them without those "
        + "that leave at each step; the bars are logarithmic. Paler steps are heuristics, the others lose no optimum.",
      bars)
    page.add(
      section: "Whole networks",
      note: "The loss is "
        + (found.denseChange?.divergence != nil
          ? "the divergence of the answers from the dense network's, in nats."
          : "the squared relative error of the outputs; without samples it is predicted from the "
            + "weights alone.")
        + " Rest the pointer on a mark to see what it is.",
      HTMLPage.legend([
        (.predicted, "predicted"), (.measured, "measured"), (.dense, "dense"), (.chosen, "chosen"),
      ]) + networkPlots)
    if !found.evaluated.isEmpty { page.add(section: "Measured networks", evaluationTable) }
    page.add(
      section: "Spectra",
      note: "What share of a layer's norm a rank leaves out, at every place where a tensor train "
        + "can be cut; the cuts of the chosen shape stand out.",
      spectra)
    let plan = (try? chosen.plan.json).map { String(decoding: $0, as: UTF8.self) } ?? ""
    page.add(section: "Plan", HTMLPage.code(plan))
    page.add(
      section: "Again",
      HTMLPage.code([command, conversion].compactMap(\.self).joined(separator: "\n\n")))
    return page.rendered()
  }

  private var cards: [(name: String, value: String, detail: String)] {
    let (dense, now) = (found.dense, chosenFigures)
    func card(_ name: String, _ before: Double, _ after: Double, _ text: (Double) -> String)
      -> (name: String, value: String, detail: String)
    {
      (name, text(after), "of \(text(before)), \(Format.ratio(before / max(after, 1e-9)))")
    }
    var cards = [
      card("parameters", Double(dense.parameters), Double(now.parameters), Format.magnitude),
      card(
        "multiply-adds", Double(dense.multiplyAdds), Double(now.multiplyAdds), Format.magnitude),
      card("predicted time", dense.time, now.time, study.time.text),
      card("file", Double(dense.byteCount), Double(now.byteCount)) { Format.bytes(Int($0)) },
    ]
    if let change = chosen.evaluation?.change {
      if let accuracy = change.accuracy, let before = change.denseAccuracy {
        cards.append(("accuracy", Format.percent(accuracy), "dense \(Format.percent(before))"))
      }
      if let agreement = change.agreement {
        cards.append(("agreement", Format.percent(agreement), "with the dense network"))
      }
    }
    return cards
  }

  private var layerTable: String {
    var table = HTMLTable([
      ("layer", false), ("size", false), ("chosen", false), ("parameters", true), ("dense", true),
      ("MACs", true), ("dense", true), ("time", true), ("dense", true), ("predicted error", true),
      ("measured", true),
    ])
    for row in rows {
      let (dense, now) = (row.dense, row.chosen.candidate)
      table.add([
        row.name, "\(row.front.layer.columns)→\(row.front.layer.rows)",
        now.description + (row.chosen.isFitted ? ", fitted" : ""), Format.count(now.parameters),
        Format.count(dense.parameters), magnitude(now.multiplyAccumulates),
        magnitude(dense.multiplyAccumulates), study.time.text(now.time),
        study.time.text(dense.time),
        now.isDense ? "" : Format.fixed(row.chosen.predictedError, 3),
        row.measuredError.map { Format.fixed($0, 3) } ?? "",
      ])
    }
    return table.rendered()
  }

  private var bars: String {
    HTMLPage.grid(
      rows.map { row in
        var bars = [
          BarChart.Bar("everything", Double(row.spaceSize), text: magnitude(row.spaceSize))
        ]
        bars += row.steps.map { step in
          BarChart.Bar(
            step.reason.label, Double(step.remaining), text: magnitude(step.remaining),
            isMuted: step.reason.isHeuristic)
        }
        return (row.front.layer.description, BarChart(bars).rendered())
      })
  }

  // MARK: Plots

  private var networkPlots: String {
    func plot(
      _ title: String, _ caption: String, _ cost: (NetworkFigures) -> Double
    ) -> (caption: String, html: String) {
      var plot = Plot(x: .init(title, .logarithmic), y: .init("loss", .logarithmic))
      plot.points = drawnFront.map {
        .init(
          x: cost($0.figures), y: $0.predictedLoss, role: .predicted,
          title: "predicted: \(explanation($0, $0.figures, loss: $0.predictedLoss))")
      }
      plot.points += found.evaluated.map {
        .init(
          x: cost($0.figures), y: $0.change.loss, role: .measured,
          title: "measured: \(explanation($0.candidate, $0.figures, loss: $0.change.loss))")
      }
      plot.points.append(
        .init(
          x: cost(found.dense), y: 0, role: .dense,
          title: "dense: \(magnitude(found.dense.parameters)) parameters"))
      let best = chosen.evaluation?.change.loss ?? chosen.candidate.predictedLoss
      plot.points.append(
        .init(
          x: cost(chosenFigures), y: best, role: .chosen,
          title: "chosen: \(explanation(chosen.candidate, chosenFigures, loss: best))"))
      return (caption, plot.rendered(description: "\(title) against loss"))
    }
    var plots = [
      plot("parameters", "Memory") { Double($0.parameters) },
      plot("multiply-adds", "Work") { Double($0.multiplyAdds) },
      plot("predicted time, µs", "Time, by the \(study.time.name)") {
        $0.time / 1000
      },
    ]
    if let correlation = found.rankCorrelation {
      plots.append(
        ("Rank correlation \(Format.fixed(correlation, 2))", predictionPlot))
    }
    return HTMLPage.grid(plots)
  }

  /// At most some hundred marks: more are a blot.
  private var drawnFront: [NetworkCandidate] {
    let front = found.front.filter { !$0.isDense }
    let step = max(1, (front.count + 199) / 200)
    return front.enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }

  private var predictionPlot: String {
    var plot = Plot(
      x: .init("predicted loss", .logarithmic), y: .init("measured loss", .logarithmic))
    plot.points = found.evaluated.map {
      .init(
        x: $0.candidate.predictedLoss, y: $0.change.loss,
        role: $0.candidate.isDense
          ? .dense : $0.plan == chosen.plan ? .chosen : .measured,
        title: explanation($0.candidate, $0.figures, loss: $0.change.loss))
    }
    let losses = plot.points.flatMap { [$0.x, $0.y] }.filter { $0 > 0 && $0.isFinite }
    if let low = losses.min(), let high = losses.max() {
      plot.lines = [.init([(low, low), (high, high)], role: .predicted, title: "as predicted")]
    }
    return plot.rendered(description: "predicted against measured loss")
  }

  private func explanation(
    _ candidate: NetworkCandidate, _ figures: NetworkFigures, loss value: Double
  ) -> String {
    "\(layers(candidate))\nloss \(loss(value)), \(magnitude(figures.parameters)) parameters, "
      + "\(magnitude(figures.multiplyAdds)) multiply-adds, \(study.time.text(figures.time))"
  }

  private var evaluationTable: String {
    var table = HTMLTable([
      ("parameters", true), ("MACs", true), ("time", true), ("file", true),
      ("predicted loss", true), ("loss", true), ("agreement", true), ("accuracy", true),
      ("layers", false),
    ])
    for network in found.evaluated.sorted(by: { $0.change.loss < $1.change.loss }) {
      table.add(
        [
          Format.count(network.figures.parameters), magnitude(network.figures.multiplyAdds),
          study.time.text(network.figures.time), Format.bytes(network.figures.byteCount),
          loss(network.candidate.predictedLoss), loss(network.change.loss),
          network.change.agreement.map(Format.percent) ?? "",
          network.change.accuracy.map(Format.percent) ?? "", layers(network.candidate),
        ], isMarked: network.plan == chosen.plan)
    }
    return table.rendered()
  }

  private var spectra: String {
    HTMLPage.grid(
      rows.flatMap { row in
        row.front.families.compactMap { family in
          let shape = row.chosen.candidate.shape
          let problem = shape.flatMap(family.problem(of:)) ?? family.problem
          guard let table = problem.spectra else { return nil }
          let kind = family.isFitted ? "its outputs on the samples" : "its weights"
          return (
            "\(row.name), \(kind)",
            spectraPlot(row, table, isChosen: family.isFitted == row.chosen.isFitted)
          )
        }
      })
  }

  private func spectraPlot(_ row: Row, _ table: SpectralTable, isChosen: Bool) -> String {
    var plot = Plot(x: .init("rank", .logarithmic), y: .init("relative error", .linear))
    let lattice = CutLattice(rows: table.rows, columns: table.columns)
    let caps = Dictionary(
      zip(lattice.cuts, lattice.rankCaps), uniquingKeysWith: { first, _ in first })
    let all = lattice.cuts.filter(table.cuts.contains)
    // More lines than that are a blot.
    let step = max(1, (all.count + 47) / 48)
    let some = all.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    func line(_ cut: Cut, _ role: Plot.Role) -> Plot.Line {
      let ranks = 1...max(1, min(caps[cut] ?? 1, table.rankLimit ?? 64))
      let points = ranks.map { (Double($0), table.squaredTail(at: cut, rank: $0).squareRoot()) }
      return .init(
        points.map { (x: $0.0, y: $0.1) }, role: role,
        title: "cut at \(cut.rowPrefix) of \(table.rows) rows, \(cut.columnPrefix) of "
          + "\(table.columns) columns")
    }
    plot.lines = some.map { line($0, .faint) }
    if isChosen, let shape = row.chosen.candidate.shape {
      var (p, q) = (1, 1)
      for k in 1..<max(shape.coreCount, 1) {
        p *= shape.rowModes[k - 1]
        q *= shape.columnModes[k - 1]
        let cut = Cut(rowPrefix: p, columnPrefix: q)
        plot.lines.append(line(cut, .chosen))
        plot.points.append(
          .init(
            x: Double(shape.ranks[k]),
            y: table.squaredTail(at: cut, rank: shape.ranks[k]).squareRoot(), role: .chosen,
            title: "chosen: rank \(shape.ranks[k])"))
      }
    }
    return plot.rendered(description: "spectra of \(row.name)")
  }
}
