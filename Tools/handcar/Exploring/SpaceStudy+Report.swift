import Exploration
import Reporting

extension SpaceStudy {
  /// The steps that a column shows: the last reason of each group of `PruningReason`.
  private static let steps: [(title: String, last: PruningReason)] = [
    ("ranks tried*", .repeatedByCaps), ("smaller", .parametersNotBelowDense),
    ("faster", .timeNotBelowDense), ("not dominated", .dominated), ("left*", .alike),
  ]

  private var titles: [String] {
    ["network", "layer", "inputs→outputs", "shapes", "space"] + Self.steps.map(\.title)
      + ["aligned", "better", "of 8", "time"]
  }

  private func cells(_ row: Row) -> [String] {
    let layer = row.layer
    let counts =
      [row.shapeCount, row.exploration.report.total]
      + Self.steps.map { row.remaining(after: $0.last) }
      + [row.aligned.solutions, row.aligned.better, row.aligned.laneMultiples]
    return [
      row.network, layer.count > 1 ? "\(layer.count)× \(layer.name)" : layer.name,
      "\(layer.inputs)→\(layer.outputs)",
    ] + counts.map { Format.magnitude(Double($0)) }
      + [Format.duration(nanoseconds: row.seconds * 1e9)]
  }

  var text: String {
    var table = Table(
      titles.enumerated().map { $0 < 3 ? .text($1) : .number($1) })
    for row in rows { table.add(cells(row)) }
    return table.rendered(width: 160) + "\n\n" + legend.joined(separator: "\n")
  }

  /// The same table for a page in Markdown.
  var markdown: String {
    let lines =
      [titles, titles.indices.map { $0 < 3 ? "---" : "---:" }] + rows.map(cells)
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private var legend: [String] {
    [
      "shapes   ordered pairs of up to 6 row and column modes; space: with every rank and both sweeps",
      "then     what each step leaves; * heuristic, the other steps lose no optimum",
      "aligned  the published rule's space (up to 4 modes, aligned order, one rank); better: fewer",
      "         parameters and MACs than dense; of 8: only ranks that are multiples of 8",
      "Errors are those of random weights; times are of \(boardName). "
        + "All searches: \(Format.duration(nanoseconds: seconds * 1e9)).",
    ]
  }

  var json: JSONValue {
    [
      "board": .string(boardName), "seconds": .number(seconds),
      "layers": .array(
        rows.map { row in
          let report = row.exploration.report
          return [
            "network": .string(row.network), "layer": .string(row.layer.name),
            "inputs": .integer(row.layer.inputs), "outputs": .integer(row.layer.outputs),
            "count": .integer(row.layer.count), "shapes": .integer(row.shapeCount),
            "space": .integer(report.total),
            "removed": .object(
              report.steps.map { .init($0.reason.rawValue, .integer($0.leaving)) }),
            "left": .integer(report.remaining),
            "aligned": [
              "space": .integer(row.aligned.solutions), "better": .integer(row.aligned.better),
              "multiples_of_8": .integer(row.aligned.laneMultiples),
            ],
            "seconds": .number(row.seconds),
          ]
        }),
    ]
  }
}
