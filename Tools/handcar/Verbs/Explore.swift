import Exploration
import Foundation
import Reporting

extension Verb {
  static let explore = Verb(
    name: "explore",
    summary: "find which layers to factorize, in which shape and with which ranks",
    discussion: """
      Searches every shape of every linear layer and convolution, predicts errors from singular \
      values without decomposing, measures how sensitive the network is to each layer, combines \
      the layers under a constraint, and really factorizes and runs the best few networks. \
      Recommends one of them, as a plan for 'handcar convert --plan'. Leaving a layer dense is \
      always considered. A k×k convolution becomes up to three, 1×1, k×k and 1×1; a 1×1 one any \
      tensor train; one with groups stays dense.

      Samples matter: layers are fitted to the first three quarters and networks judged by the \
      last quarter. With --labels they are judged by their accuracy, otherwise by how often they \
      agree with the dense network. Without --calibration only errors of the weights are known, \
      which say little about a network. Nothing is fine-tuned here.
      """,
    usage: [
      "MODEL", "[--calibration X.npy]", "[--labels Y.npy]", "[--input-scale S]",
      "[--input-offset O]", "[--skip N]", "[--limit N]",
      "[--ratio R | --max-size BYTES | --max-macs N |", "--max-latency MS | --max-drop POINTS]",
      "[--padding PERCENT]", "[--board BOARD]", "[-o PLAN.json]", "[--report REPORT.html]",
      "[--batch N]", "[--constant NAME=FILE.npy]...", "[--json]",
    ],
    operands: [.source],
    options: [
      .calibration,
      Option(
        name: "--labels", value: "Y.npy",
        help: "The right class of each sample, whole numbers: shape (samples)."),
      .inputScale, .inputOffset, .skip, .limit,
      Option(
        name: "--ratio", value: "R",
        help: "At most 1/R of the parameters of the whole network."),
      Option(name: "--max-size", value: "BYTES", help: "A .hcar file of at most so many bytes."),
      Option(name: "--max-macs", value: "N", help: "At most N multiply-adds a run."),
      Option(
        name: "--max-latency", value: "MS",
        help: "At most so many predicted milliseconds a run."),
      Option(
        name: "--max-drop", value: "POINTS",
        help: """
          At most so many percentage points of accuracy lost, or without --labels of samples \
          answered otherwise. Default: 1.
          """),
      Option(
        name: "--padding", value: "PERCENT",
        help: """
          Linear layers may be filled up with zeros by so much, for sizes with more factors, such \
          as 1024 for 1009. Default: 0.
          """),
      .board,
      Option(
        name: "--output", short: "-o", value: "PLAN.json", help: "Write the recommended plan."),
      Option(
        name: "--report", value: "REPORT.html",
        help: "Write everything that was found as one page for a browser."),
      .batch, .constant, .json,
    ],
    examples: [
      Example(
        command: """
          handcar explore model.onnx --calibration images.npy --labels labels.npy \\
              --ratio 20 -o plan.json --report report.html
          """,
        explanation: "The most accurate network of a twentieth of the parameters."),
      Example(
        command: "handcar explore model.onnx --calibration images.npy --max-drop 0.5",
        explanation: """
          The smallest and fastest network that answers at most 0.5 % of the samples otherwise.
          """),
    ],
    run: { arguments in
      let path = arguments.operand("MODEL")
      let inputs =
        [path] + ["--calibration", "--labels"].compactMap(arguments.text)
        + (try arguments.pairs("--constant").map(\.value))
      let outputs = ["--output", "--report"].compactMap(arguments.text)
      for output in outputs { try checkOutput(output, inputs: inputs) }
      let study = try NetworkStudy(path, arguments)
      let report = StudyReport(study, arguments)
      if let output = arguments.text("--output") {
        try writeText(try study.found.recommended.plan.json, to: output)
      }
      if let output = arguments.text("--report") {
        try writeText(Data(report.page.utf8), to: output)
      }
      print(arguments.has("--json") ? report.json.rendered() : report.text)
    })
}

/// Writes a whole file or nothing.
private func writeText(_ data: Data, to path: String) throws(Failure) {
  do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
    throw .outputNotWritten("cannot write '\(path)': \(error.localizedDescription)")
  }
}
