import ModelImport
import Reporting

extension Verb {
  static let run = Verb(
    name: "run",
    summary: "run a .hcar file on samples and write its outputs",
    discussion: """
      Runs the model on every sample of a .npy file and writes the outputs as Float32. The leading \
      axis of both files counts the samples; they are fed in batches of the model's size, the last \
      one filled up with zeros.
      """,
    usage: [
      "MODEL.hcar", "INPUT.npy", "-o OUTPUT.npy", "[--input-scale S]", "[--input-offset O]",
      "[--select NAME]", "[--threads T]",
    ],
    operands: [
      .model, Operand(name: "INPUT.npy", help: "Samples, uint8 or float32: shape (samples, ...)."),
    ],
    options: [
      Option(name: "--output", short: "-o", value: "OUTPUT.npy", help: "The file to write."),
      .inputScale, .inputOffset,
      Option(
        name: "--select", value: "NAME", help: "Which output to write. Default: the first."),
      .threads,
    ],
    examples: [
      Example(
        command: "handcar run model.hcar images.npy -o answers.npy",
        explanation: "Numbers go in as they are."),
      Example(
        command: "handcar run model.hcar images.npy -o answers.npy --input-scale 0.00392157",
        explanation: "Pixels 0...255 become 0...1."),
    ],
    run: { arguments in
      let (path, inputPath) = (arguments.operand("MODEL.hcar"), arguments.operand("INPUT.npy"))
      let outputPath = try arguments.required("--output")
      try checkOutput(outputPath, inputs: [path, inputPath])
      let model = try openModel(path)
      let feed = try SampleFeed(model, path: path, samples: inputPath, arguments)
      let output = try feed.output(named: arguments.text("--select"))
      let session = try startSession(model, arguments)
      do {
        var writer = try NumPyWriter(
          path: outputPath, shape: [feed.samples.count] + output.sampleShape)
        var progress = ProgressBar("run", total: feed.samples.count)
        for range in feed.layout.ranges(covering: feed.samples.count) {
          let outputs = try feed.run(range, on: session)
          try writer.append(outputs[output.index])
          progress.update(range.upperBound)
        }
        progress.finish()
        try writer.finish()
      } catch let error as ImportError {
        throw Failure.outputNotWritten("\(error)")
      }
      let shape = Format.shape([feed.samples.count] + output.sampleShape)
      print("\(outputPath): \(shape) float32, output '\(output.name)'")
    })
}
