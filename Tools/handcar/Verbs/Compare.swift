import ModelGraph
import Reporting

extension Verb {
  static let compare = Verb(
    name: "compare",
    summary: "compare a .hcar file with the network that it was made from",
    discussion: """
      Feeds the same samples to the source network, computed in double precision by the reference \
      interpreter, and to the .hcar file, computed by the runtime. Reports the largest and the mean \
      difference of the outputs, how often the largest output is the same (top-1 agreement), with \
      labels the accuracy of both, and for a network whose output has the shape of its input the \
      mean squared reconstruction error of both. The reference is slow; --limit shortens the wait.
      """,
    usage: [
      "MODEL", "MODEL.hcar", "--input X.npy", "[--labels Y.npy]", "[--input-scale S]",
      "[--input-offset O]", "[--skip N]", "[--limit N]", "[--tolerance T]", "[--threads T]",
      "[--constant NAME=FILE.npy]...", "[--json]",
    ],
    operands: [
      Operand(name: "MODEL", help: "The source: an ONNX file or a .json network description."),
      Operand(name: "MODEL.hcar", help: "The converted model."),
    ],
    options: [
      Option(
        name: "--input", value: "X.npy", help: "Samples, uint8 or float32: shape (samples, ...)."),
      Option(
        name: "--labels", value: "Y.npy",
        help: "The right class of each sample, whole numbers: shape (samples)."),
      .inputScale, .inputOffset,
      Option(
        name: "--skip", value: "N",
        help: "Leave out the first N samples, such as those used for calibration."),
      Option(name: "--limit", value: "N", help: "Use N samples at most."),
      Option(
        name: "--tolerance", value: "T",
        help: "Exit with 1 when an output differs by more than T + T times its size."),
      .threads, .constant, .json,
    ],
    examples: [
      Example(
        command: "handcar compare model.onnx model.hcar --input x.npy --tolerance 1e-4",
        explanation: "A check for scripts: a dense conversion must agree but for rounding."),
      Example(
        command: """
          handcar compare model.onnx model.hcar --input images.npy --labels labels.npy \\
              --input-scale 0.01273 --input-offset -0.4242
          """,
        explanation: """
          What factorization has cost in accuracy. Pixels 0...255 become (x/255 − 0.1307) / \
          0.3081 first.
          """),
    ],
    run: { arguments in
      let (sourcePath, path) = (arguments.operand("MODEL"), arguments.operand("MODEL.hcar"))
      let samplesPath = try arguments.required("--input")
      let tolerance = try arguments.number("--tolerance", where: { $0 >= 0 }, "non-negative")
      let model = try openModel(path)
      let feed = try SampleFeed(model, path: path, samples: samplesPath, arguments)
      let labels = try arguments.text("--labels").map { labelsPath in
        try readLabels(labelsPath, for: feed.samples)
      }
      let source = try SourceNetwork(sourcePath, batch: feed.layout.batch, arguments)
      let comparison = try ModelComparison(
        source: source.graph, model: model, session: try startSession(model, arguments),
        feed: feed, labels: labels)
      let statistics = GraphStatistics(source.graph)
      let report = ComparisonReport(
        comparison: comparison,
        source: ComparisonReport.Side(
          path: sourcePath, byteCount: fileSize(sourcePath),
          parameterCount: statistics.parameterCount, multiplyAdds: statistics.multiplyAdds),
        model: ComparisonReport.Side(
          path: path, byteCount: fileSize(path), parameterCount: model.parameterCount,
          multiplyAdds: model.multiplyAdds),
        tolerance: tolerance)
      print(arguments.has("--json") ? report.json.rendered() : report.text)
      if let tolerance, !report.isWithinTolerance {
        throw Failure.checkFailed(
          "\(path): outputs differ by more than \(tolerance) + \(tolerance)·|reference|")
      }
    })
}
