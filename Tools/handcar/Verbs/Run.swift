extension Verb {
  static let run = Verb(
    name: "run",
    summary: "run a .hcar file on samples and write its outputs",
    discussion: """
      Runs the model on every sample of a .npy file and writes the outputs as Float32 (or in the \
      output's own integer type). The leading axis of both files counts the samples; they are fed in \
      batches of the model's size, the last one filled up with zeros.
      """,
    usage:
      "MODEL.hcar INPUT.npy -o OUTPUT.npy [--input-scale S] [--input-offset O] [--select NAME] [--threads T]",
    operands: [
      .init(name: "MODEL.hcar", help: "A model made by 'handcar convert'."),
      .init(name: "INPUT.npy", help: "Samples, uint8 or float32: shape (samples, ...)."),
    ],
    options: [
      .init(name: "--output", short: "-o", value: "OUTPUT.npy", help: "The file to write."),
      .inputScale, .inputOffset,
      .init(name: "--select", value: "NAME", help: "Which output to write. Default: the first."),
      .threads,
    ],
    examples: [
      .init(
        command: "handcar run model.hcar images.npy -o answers.npy",
        explanation: "Numbers go in as they are."),
      .init(
        command: "handcar run model.hcar images.npy -o answers.npy --input-scale 0.00392157",
        explanation: "Pixels 0...255 become 0...1."),
    ],
    run: { arguments in
      _ = arguments
    })
}
