import FineTuning
import Foundation
import Reporting

extension Verb {
  static let compress = Verb(
    name: "compress",
    summary: "make a network much smaller: explore, factorize, train, write a .hcar file",
    discussion: """
      The whole way in one command: explores tensor-train shapes for every linear layer, chooses \
      those with the least predicted error within the goal, factorizes, trains the network to answer \
      as before, and writes a verified .hcar file. It needs samples of what the network will see, \
      some hundred or more, but no labels. A tenth of them is held out: never trained on, it chooses \
      the best state and is what the table at the end is about. Ctrl-C ends the training and writes \
      the best state so far. With --max-drop several networks are trained, smaller while the loss is \
      within the limit, larger while it is not.
      """,
    usage: [
      "MODEL", "-o MODEL.hcar", "--calibration X.npy", "[--labels Y.npy]", "[--input-scale S]",
      "[--input-offset O]", "[--skip N]", "[--limit N]",
      "[--ratio R | --max-size BYTES |", "--max-latency MS | --max-drop POINTS]", "[--epochs N]",
      "[--train cores|all]", "[--adapt-ranks]", "[--seed N]", "[--minutes T]",
      "[--checkpoint FILE]", "[--board BOARD]",
      "[--report REPORT.html]", "[--export FILE]...", "[--json]",
    ],
    operands: [.source],
    options: [
      .output, .calibration, .trainingLabels, .inputScale, .inputOffset, .skip, .limit,
      Option(
        name: "--ratio", value: "R", help: "Make the parameters of the whole network R times fewer."
      ),
      Option(name: "--max-size", value: "BYTES", help: "Make a file of at most so many bytes."),
      Option(
        name: "--max-latency", value: "MS",
        help: "Make a network that runs in at most so many milliseconds on this machine."),
      Option(
        name: "--max-drop", value: "POINTS",
        help: """
          Make the smallest network that loses at most so many points (hundredths) on the held-out \
          samples: of accuracy with --labels, of agreement with the original without; for a network \
          that reconstructs its input, percent of its error. The default goal, with 1.
          """),
      .epochs, .train,
      Option(
        name: "--adapt-ranks",
        help: """
          With --ratio: also train a network that is half as large again and has its ranks lowered on \
          the way, each bond to what it needs, and keep the better one. Takes twice as long.
          """),
      .seed, .minutes, .checkpoint, .board,
      Option(
        name: "--report", value: "REPORT.html",
        help: "Write a page with the table, the layers and the curves of the training."),
      .export, .json,
    ],
    examples: [
      Example(
        command: """
          handcar compress digits.onnx -o digits.hcar --ratio 50 \\
              --calibration train-images.npy --input-scale 0.0625
          """,
        explanation: "A fiftieth of the parameters, trained on images without labels."),
      Example(
        command: """
          handcar compress model.onnx -o model.hcar --calibration x.npy --labels y.npy \\
              --max-drop 0.5 --minutes 10 --report report.html
          """,
        explanation: "The smallest network that is right nearly as often, in ten minutes."),
    ],
    run: { arguments in
      let start = ContinuousClock.now
      let path = arguments.operand("MODEL")
      let output = try checkedTuningOutput(arguments)
      let goal = try CompressionGoal(arguments)
      if arguments.has("--checkpoint"), !goal.givesOnePlan {
        throw Failure.usage("--checkpoint goes with --ratio or --max-size")
      }
      if arguments.has("--adapt-ranks"), !arguments.has("--ratio") {
        throw Failure.usage("--adapt-ranks goes with --ratio")
      }
      let source = try SourceNetwork(path, arguments)
      let data = try CalibrationSamples(for: source, arguments)
      let run = try TrainingRun(source, data, arguments, start: start)
      let teacher = try Teacher(source, data, arguments)
      let tuned = try Compression(teacher, goal, run, arguments).result()
      let exported = try tuned.export(source, arguments)
      let model = try WrittenModel(tuned.training.graph, of: path, to: output, arguments)
      let report = TuningReport(
        tuned: tuned, model: model, notes: source.notes + exported,
        seconds: (ContinuousClock.now - start) / .seconds(1))
      if let page = arguments.text("--report") {
        do {
          try report.page(title: URL(fileURLWithPath: path).lastPathComponent).write(
            toFile: page, atomically: true, encoding: .utf8)
        } catch {
          throw Failure.outputNotWritten("cannot write '\(page)': \(error.localizedDescription)")
        }
      }
      print(arguments.has("--json") ? report.json.rendered() : report.text)
      if case .drop(let points) = goal, tuned.comparison.drop > points {
        throw Failure.checkFailed(
          "\(output): \(goal.text) was not reached; this network loses "
            + Format.fixed(tuned.comparison.drop, 2))
      }
    })
}
