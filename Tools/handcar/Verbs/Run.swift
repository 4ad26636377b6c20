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
      _ = arguments
    })
}
