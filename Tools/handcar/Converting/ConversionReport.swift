import Exploration
import Foundation
import Lowering
import ModelGraph
import Reporting
import TensorTrain

/// What `convert` prints: what became of each layer, and what the file needs.
struct ConversionReport {
  /// A layer with weights, before and after.
  private struct Row {
    let name: String
    /// Such as `1024→10`.
    let size: String
    let before: GraphStatistics.Node
    let after: (parameterCount: Int, multiplyAdds: Int)?
    /// ‖W − W'‖ / ‖W‖ of a layer that was decomposed.
    let relativeError: Double?
    /// The relative error of its outputs, for a layer that was fitted to data.
    let outputError: Double?
    /// The new shape, or nil for a layer that stays dense.
    let shape: String?
    /// Where the shape came from, or why the layer stays dense.
    let reason: String
  }

  private let conversion: Conversion
  private let rows: [Row]

  init(_ conversion: Conversion) {
    self.conversion = conversion
    let names = Set(conversion.network.source.graph.layers.map(\.name))
    var after: [String: (parameterCount: Int, multiplyAdds: Int)] = [:]
    for piece in conversion.model.lowered.program.layers {
      // A factorized convolution is several: `conv1.core1` … and, the last, `conv1`.
      let name = piece.name
      let start = name.range(of: ".core", options: .backwards)?.lowerBound ?? name.endIndex
      let whole = names.contains(name) ? name : String(name[..<start])
      let sum = after[whole] ?? (0, 0)
      after[whole] = (
        sum.parameterCount + piece.parameterCount, sum.multiplyAdds + piece.multiplyAdds
      )
    }
    let reports = Dictionary(
      conversion.network.layerReports.map { ($0.layer.name, $0) }, uniquingKeysWith: { a, _ in a })
    rows = conversion.network.source.graph.layers.map { layer in
      var (error, shape, reason): (Double?, String?, String) = (nil, nil, "not asked for")
      let outputError = reports[layer.name]?.outputError
      if conversion.network.givenLayers.contains(layer.name) {
        (shape, reason) = ("given cores", "as given")
      } else if let train = layer.tensorTrain {
        (shape, reason) = (train.description, "in the source")
      } else if let report = reports[layer.name] {
        switch report.outcome {
        case .dense(let why): reason = why
        case .tensorTrain(let train, let relativeError):
          reason = outputError == nil ? "decomposed" : "fitted to the calibration data"
          (error, shape) = (relativeError, train.description)
        }
      }
      return Row(
        name: layer.name, size: "\(layer.columns)→\(layer.rows)", before: layer.statistics,
        after: after[layer.name], relativeError: error, outputError: outputError, shape: shape,
        reason: reason)
    }
  }

  /// What the importer says, and a warning when little is left of a layer's weights.
  private var notes: [String] {
    let changed = rows.filter { $0.outputError ?? $0.relativeError ?? 0 > 0.5 }.map(\.name)
    let warning =
      "the weights or outputs of \(changed.joined(separator: ", ")) changed by more than half; see with "
      + "'handcar compare' what the network can still do, and fine-tune it"
    return conversion.network.source.notes + (changed.isEmpty ? [] : [warning])
  }

  // MARK: For people

  var text: String {
    let notes = notes.map(noteText)
    return ([rows.isEmpty ? "" : layerTable, facts] + [notes.joined(separator: "\n")])
      .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var layerTable: String {
    var table = Table([
      .text("layer"), .text("size"), .number("params"), .number("now"), .number("MACs"),
      .number("now"), .number("error"), .text("decision"),
    ])
    for row in rows {
      table.add([
        row.name, row.size, magnitude(row.before.parameterCount),
        row.after.map { magnitude($0.parameterCount) } ?? "", magnitude(row.before.multiplyAdds),
        row.after.map { magnitude($0.multiplyAdds) } ?? "",
        (row.outputError ?? row.relativeError).map { Format.fixed($0, 4) } ?? "",
        row.shape ?? "dense: \(row.reason)",
      ])
    }
    let (before, after) = (
      GraphStatistics(conversion.network.source.graph), conversion.model.lowered.program
    )
    table.addRule()
    table.add([
      "sum", "", magnitude(before.parameterCount),
      magnitude(after.layers.reduce(0) { $0 + $1.parameterCount }),
      magnitude(before.multiplyAdds), magnitude(after.layers.reduce(0) { $0 + $1.multiplyAdds }),
    ])
    return table.rendered()
  }

  private var facts: String {
    let plan = conversion.model.lowered.memoryPlan
    let (before, after) = (
      fileSize(conversion.network.source.path), conversion.model.lowered.bytes.count
    )
    let tests = conversion.model.selfTests
    let largest = Format.scientific(tests.map(\.largestDifference).max() ?? 0)
    return definitionList(
      [
        (
          "file",
          "\(conversion.model.path), \(Format.bytes(after)) (source \(Format.bytes(before)))"
        ),
        (
          "arena",
          arenaText(
            conversion.model.arenaSize, withoutReuse: plan.byteCountWithoutReuse + counterByteCount)
        ),
        (
          "verified",
          "\(tests.count) test vector\(tests.count == 1 ? "" : "s"), largest difference \(largest)"
        ),
      ], indent: 0)
  }

  /// What a session's arena has beyond the program's: to be added to every figure that it is
  /// compared with.
  private var counterByteCount: Int {
    conversion.model.arenaSize - conversion.model.lowered.memoryPlan.arenaByteCount
  }

  private func magnitude(_ count: Int) -> String { Format.magnitude(Double(count)) }

  // MARK: For scripts

  var json: JSONValue {
    let plan = conversion.model.lowered.memoryPlan
    return [
      "source": .string(conversion.network.source.path), "file": .string(conversion.model.path),
      "source_bytes": .integer(fileSize(conversion.network.source.path)),
      "bytes": .integer(conversion.model.lowered.bytes.count),
      "layers": .array(
        rows.map { row in
          [
            "name": .string(row.name), "size": .string(row.size),
            "factorized": .bool(row.shape != nil), "shape": JSONValue(row.shape),
            "reason": .string(row.reason), "relative_error": JSONValue(row.relativeError),
            "output_error": JSONValue(row.outputError),
            "parameters_before": .integer(row.before.parameterCount),
            "parameters": JSONValue(row.after?.parameterCount),
            "multiply_adds_before": .integer(row.before.multiplyAdds),
            "multiply_adds": JSONValue(row.after?.multiplyAdds),
          ]
        }),
      "arena": [
        "bytes": .integer(conversion.model.arenaSize),
        "bytes_without_reuse": .integer(plan.byteCountWithoutReuse + counterByteCount),
        "lower_bound": .integer(plan.lowerBound + counterByteCount),
      ],
      "test_vectors": .array(
        conversion.model.selfTests.map { ["largest_difference": .number($0.largestDifference)] }),
      "notes": .array(notes.map(JSONValue.string)),
    ]
  }
}
