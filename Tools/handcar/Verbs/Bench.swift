import Reporting

extension Verb {
  static let bench = Verb(
    name: "bench",
    summary: "measure how long a .hcar file takes to open and to run",
    discussion: """
      Runs the model on fixed pseudo-random input: some runs to warm up, then as many as --runs or \
      --seconds say. Reports minimum, median and percentiles of the time of a run, the rate, the \
      time to open and to prepare the model, and the state of the machine. The checksum of the \
      outputs tells whether two measurements computed the same thing. A build without optimisation \
      is refused: its times mean nothing.
      """,
    usage: [
      "MODEL.hcar", "[--threads T]", "[--per-layer]", "[--runs N | --seconds S]", "[--force]",
      "[--json]",
    ],
    operands: [.model],
    options: [
      .threads,
      Option(
        name: "--per-layer", help: "Also measure each layer, in a second series of runs."),
      Option(name: "--runs", value: "N", help: "Measure N runs."),
      Option(name: "--seconds", value: "S", help: "Measure for S seconds. Default: 2."),
      .force,
      .json,
    ],
    examples: [
      Example(
        command: "handcar bench model.hcar --per-layer", explanation: "Where the time goes."),
      Example(
        command: "HANDCAR_KERNELS=portable handcar bench model.hcar",
        explanation: "With another kernel set than the best one for this CPU."),
    ],
    run: { arguments in
      try refuseDebugBuild(arguments)
      let runs = try arguments.integer("--runs", in: 1...1_000_000_000)
      let seconds = try arguments.number("--seconds", where: { $0 > 0 }, "positive")
      guard runs == nil || seconds == nil else {
        throw Failure.usage("--runs and --seconds exclude each other")
      }
      let length = runs.map(TimingLoop.Length.calls) ?? .seconds(seconds ?? 2)
      let measurement = try ModelMeasurement(
        arguments.operand("MODEL.hcar"), length, arguments)
      print(arguments.has("--json") ? measurement.json.rendered() : measurement.text)
    })
}
