import Exploration
import FineTuning
import Reporting

extension Verb {
  static let finetune = Verb(
    name: "finetune",
    summary: "factorize by a plan, train without labels, write a .hcar file",
    discussion: """
      Factorizes layers as --plan and --layer say, fitted to the samples, and trains the result to \
      answer as the original network does, on the same samples. No labels are needed; if given, \
      they are mixed in. A tenth of the samples is held out: never trained on, it chooses the best \
      state and is what the table at the end is about. Ctrl-C ends the training and writes the best \
      state so far. Everything but times depends on the arguments and --seed alone, unless --minutes \
      or Ctrl-C ends the training.
      """,
    usage: [
      "MODEL", "-o MODEL.hcar", "[--plan PLAN.json]", "[--layer NAME=SHAPE]...",
      "--calibration X.npy", "[--labels Y.npy]", "[--input-scale S]", "[--input-offset O]",
      "[--skip N]", "[--limit N]",
      "[--epochs N]", "[--train cores|all]", "[--ratio R]", "[--seed N]", "[--minutes T]",
      "[--checkpoint FILE]",
      "[--board BOARD]", "[--export FILE]...", "[--json]",
    ],
    operands: [.source],
    options: [
      .output, .plan, .layer, .calibration, .trainingLabels, .inputScale, .inputOffset, .skip,
      .limit,
      .epochs, .train,
      Option(
        name: "--ratio", value: "R",
        help: """
          Lower ranks in the first half of the training until the network has R times fewer \
          parameters, each bond to what it needs. The plan should have more.
          """),
      .seed, .minutes, .checkpoint, .board, .export, .json,
    ],
    examples: [
      Example(
        command: """
          handcar finetune digits.onnx -o digits.hcar --layer fc2=32x32:32x32:5 \\
              --calibration train-images.npy --input-scale 0.0625
          """,
        explanation: "One layer becomes a tensor train, and the whole network is trained."),
      Example(
        command: """
          handcar finetune model.onnx -o model.hcar --plan plan.json --calibration x.npy \\
              --checkpoint training.state
          """,
        explanation: "If this is interrupted, the same command goes on where it was."),
    ],
    run: { arguments in
      let start = ContinuousClock.now
      let path = arguments.operand("MODEL")
      let output = try checkedTuningOutput(arguments)
      let source = try SourceNetwork(path, arguments)
      let data = try CalibrationSamples(for: source, arguments)
      var run = try TrainingRun(source, data, arguments, start: start)
      let ratio = try arguments.ratio
      let teacher = try Teacher(source, data, arguments)
      if let ratio {
        run = run.loweringRanks(
          toParameterCount: Int(Double(teacher.parameterCount) / ratio))
      }
      let plan = try Plan(for: teacher.graph, arguments)
      guard plan.layers.values.contains(where: { $0 != .dense }) else {
        throw Failure.usage("nothing is to be factorized; name layers with --plan or --layer")
      }
      let tuned = try teacher.tuned(plan, run, arguments)
      let exported = try tuned.export(source, arguments)
      let model = try WrittenModel(tuned.training.graph, of: path, to: output, arguments)
      let report = TuningReport(
        tuned: tuned, model: model, notes: source.notes + exported,
        seconds: (ContinuousClock.now - start) / .seconds(1))
      print(arguments.has("--json") ? report.json.rendered() : report.text)
    })
}

/// The path of `-o`, once it is sure that it can be written and is no input.
func checkedTuningOutput(_ arguments: Arguments) throws(Failure) -> String {
  let output = try arguments.required("--output")
  let names = ["--calibration", "--labels", "--plan", "--checkpoint"]
  let inputs = [arguments.operand("MODEL")] + names.compactMap(arguments.text)
  try checkOutput(output, inputs: inputs)
  for name in ["--checkpoint", "--report"] {
    if let path = arguments.text(name) {
      try checkOutput(path, inputs: inputs.filter { $0 != path } + [output])
    }
  }
  for path in arguments.all("--export") {
    try checkExport(path)
    try checkOutput(path, inputs: inputs + [output])
  }
  return output
}

extension Verb.Option {
  static let trainingLabels = Verb.Option(
    name: "--labels", value: "Y.npy",
    help: """
      The right class of each sample, whole numbers: shape (samples). Mixed into the training, and \
      used for accuracy on the held-out samples.
      """)
  static let epochs = Verb.Option(
    name: "--epochs", value: "N",
    help: "Passes over the samples. Default: about 2000 updates, at least 10 passes.")
  static let train = Verb.Option(
    name: "--train", value: "WHAT",
    help: """
      cores: the cores of tensor trains only. all: biases, dense layers, convolutions and \
      normalizations too. Default: all.
      """)
  static let seed = Verb.Option(
    name: "--seed", value: "N", help: "Where all random numbers start from. Default: 1.")
  static let minutes = Verb.Option(
    name: "--minutes", value: "T",
    help: """
      Take about so long in all: without --epochs their number follows from the pace. What comes before \
      the training is not cut short.
      """)
  static let checkpoint = Verb.Option(
    name: "--checkpoint", value: "FILE",
    help: """
      Save the state of the training here from time to time, and go on from it if it is there. \
      Removed when the training is done.
      """)
}
