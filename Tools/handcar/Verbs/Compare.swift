extension Verb {
  static let compare = Verb(
    name: "compare",
    summary: "compare a .hcar file with the network that it was made from",
    discussion: """
      Feeds the same samples to the source network, computed in double precision by the reference \
      interpreter, and to the .hcar file, computed by the runtime. Reports the largest and the mean \
      difference of the outputs, how often the largest output is the same (top-1 agreement), with \
      labels the accuracy of both, and for a network whose output has the shape of its input the mean \
      squared reconstruction error of both. The reference is slow; --limit shortens the wait.
      """,
    usage: """
      MODEL MODEL.hcar --input X.npy [--labels Y.npy] [--input-scale S] [--input-offset O] \
      [--limit N] [--tolerance T] [--constant NAME=FILE.npy]... [--json]
      """,
    operands: [
      .init(name: "MODEL", help: "The source: an ONNX file or a .json network description."),
      .init(name: "MODEL.hcar", help: "The converted model."),
    ],
    options: [
      .init(
        name: "--input", value: "X.npy", help: "Samples, uint8 or float32: shape (samples, ...)."),
      .init(
        name: "--labels", value: "Y.npy",
        help: "The right class of each sample, whole numbers: shape (samples)."),
      .inputScale, .inputOffset,
      .init(name: "--limit", value: "N", help: "Use the first N samples only."),
      .init(
        name: "--tolerance", value: "T",
        help: "Exit with 1 when an output differs by more than T + T times its size."),
      .threads, .constant, .json,
    ],
    examples: [
      .init(
        command: "handcar compare model.onnx model.hcar --input x.npy --tolerance 1e-4",
        explanation: "A check for scripts: a dense conversion must agree but for rounding."),
      .init(
        command:
          "handcar compare model.onnx model.hcar --input images.npy --labels labels.npy --input-scale 0.0127 --input-offset -0.4242",
        explanation:
          "What factorization has cost in accuracy; pixels become x·0.0127 − 0.4242 first."),
    ],
    run: { arguments in
      _ = arguments
    })
}
