import HandcarHost
import Reporting

extension ModelMeasurement {
  /// For people.
  var text: String {
    var facts: [(term: String, text: String)] = [
      ("model", "\(path), \(Format.bytes(fileSize(path)))"),
      ("machine", machine.summary),
      (
        "kernels", "\(Model.kernelSet), \(threads) thread\(threads == 1 ? "" : "s"), \(build) build"
      ),
      ("arena", Format.bytes(model.arenaSize(threads: threads))),
      ("resident", "peak \(Format.bytes(peakResidentBytes)) up to the first answer"),
      ("open", "\(time(openTime)), then init \(time(initTime)) (medians of 20)"),
      (
        "run",
        "min \(time(run.minimum))   median \(time(run.median))   p90 \(time(run.percentile(90)))"
          + "   p99 \(time(run.percentile(99)))"
      ),
      (
        "rate",
        "\(Format.magnitude(samplesPerSecond)) samples/s, "
          + "\(Format.magnitude(multiplyAddsPerSecond)) MACs/s (batch \(batch))"
      ),
      (
        "measured",
        "\(Format.count(run.count)) times \(Format.count(runsPerMeasurement)) run"
          + "\(runsPerMeasurement == 1 ? "" : "s"), spread \(Format.percent(run.spread))"
      ),
      ("outputs", "checksum \(checksum)"),
    ]
    if machine.isThrottled == true {
      facts.append(("note", "the machine throttles: let it cool down or check its power supply"))
    }
    return definitionList(facts, indent: 0) + (layerTimes.isEmpty ? "" : "\n\n" + layerTable)
  }

  /// For scripts.
  var json: JSONValue {
    [
      "file": .string(path), "bytes": .integer(fileSize(path)),
      "machine": machine.json, "kernel_set": .string(Model.kernelSet), "threads": .integer(threads),
      "build": .string(build), "version": .string(toolVersion),
      "arena_bytes": .integer(model.arenaSize(threads: threads)),
      "peak_resident_bytes": .integer(peakResidentBytes), "batch": .integer(batch),
      "multiply_adds": .integer(model.multiplyAdds),
      "parameters": .integer(model.parameterCount),
      "open_ns": .number(openTime), "init_ns": .number(initTime),
      "run_ns": [
        "minimum": .number(run.minimum), "median": .number(run.median), "mean": .number(run.mean),
        "p90": .number(run.percentile(90)), "p99": .number(run.percentile(99)),
        "maximum": .number(run.maximum),
      ],
      "spread": .number(run.spread), "measurements": .integer(run.count),
      "runs_per_measurement": .integer(runsPerMeasurement),
      "samples_per_second": .number(samplesPerSecond),
      "multiply_adds_per_second": .number(multiplyAddsPerSecond),
      "output_checksum": .string(checksum),
      "layers": .array(
        layerTimes.map { time in
          [
            "name": .string(time.layer.name), "kind": .string(time.layer.kind),
            "detail": .string(time.layer.detail), "nanoseconds": .number(time.nanoseconds),
            "multiply_adds": .integer(Int(clamping: time.layer.multiplyAdds)),
          ]
        }),
    ]
  }

  private var samplesPerSecond: Double { Double(batch) * 1e9 / run.median }
  private var multiplyAddsPerSecond: Double { Double(model.multiplyAdds) * 1e9 / run.median }

  private var layerTable: String {
    var table = Table([
      .text("layer"), .text("kind"), .number("time"), .number("share"), .number("MACs"),
      .number("MACs/s"),
    ])
    let sum = layerTimes.reduce(0) { $0 + $1.nanoseconds }
    for row in layerTimes {
      let multiplyAdds = Double(row.layer.multiplyAdds)
      table.add([
        row.layer.name, row.layer.kind, time(row.nanoseconds),
        Format.percent(sum > 0 ? row.nanoseconds / sum : 0),
        multiplyAdds > 0 ? Format.magnitude(multiplyAdds) : "",
        multiplyAdds > 0 && row.nanoseconds > 0
          ? Format.magnitude(multiplyAdds * 1e9 / row.nanoseconds) : "",
      ])
    }
    table.addRule()
    table.add(["sum", "", time(sum), "", Format.magnitude(Double(model.multiplyAdds))])
    return table.rendered()
  }

  private func time(_ nanoseconds: Double) -> String {
    Format.duration(nanoseconds: nanoseconds)
  }
}
