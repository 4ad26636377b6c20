import Reporting

extension Verb {
  static let convert = Verb(
    name: "convert",
    summary: "make a .hcar file, factorizing layers on the way",
    discussion: """
      Imports a trained network, simplifies it, replaces linear layers by tensor-train layers as \
      asked, plans how each layer is computed and where its data lies, and writes one .hcar file. \
      The file is opened again and its test vectors are run before it appears under its name. A \
      layer that no factorization makes cheaper stays dense, and the report says so. Without \
      --rank, --epsilon, --layer, --plan and --cores every layer stays dense.

      A factorized network usually needs fine-tuning: measure with 'handcar compare' before use, or \
      let 'handcar compress' do the whole.
      """,
    usage: [
      "MODEL", "-o MODEL.hcar", "[--batch N]", "[--dense | --rank R | --epsilon E]",
      "[--layer NAME=SHAPE]...", "[--plan PLAN.json]", "[--calibration X.npy]",
      "[--input-scale S]", "[--input-offset O]", "[--skip N]", "[--limit N]",
      "[--cores NAME=FILE.npz]...", "[--cores-layout LAYOUT]", "[--board BOARD]",
      "[--contraction HOW]", "[--max-growth G]", "[--threads T]",
      "[--max-memory BYTES]",
      "[--constant NAME=FILE.npy]...", "[--weights FILE]", "[--json]",
    ],
    operands: [.source],
    options: [
      .output, .batch, .dense, .rank, .epsilon, .layer, .plan, .fitting, .inputScale, .inputOffset,
      .skip, .limit, .cores, .coresLayout, .board,
      Option(
        name: "--contraction", value: "HOW",
        help: """
          How tensor-train layers are computed: fastest (what takes the least time on the board, \
          neighbouring cores multiplied together where that pays), fewest (multiply-adds), \
          right-to-left or left-to-right. Default: fastest. The function is the same.
          """),
      Option(
        name: "--max-growth", value: "G",
        help: """
          How many times its parameters a tensor-train layer may have in the file, where multiplying \
          neighbouring cores together saves time: at least 4 % of it for each doubling. What is not \
          taken for that, 'handcar inspect' shows. Default: 8.
          """),
      Option(
        name: "--threads", value: "T",
        help: """
          Threads that will compute a run on the board. With more than one, what they exchange \
          inside of a tensor-train layer lies in memory of its own: faster where each core has a \
          second cache of its own, for a larger arena. The file runs with any number. Default: 1.
          """),
      Option(
        name: "--max-memory", value: "BYTES",
        help: """
          What the file and its arena may take together on the board. Layers are computed in slower \
          ways if those need less; where none fits, nothing is written.
          """),
      .constant, .weights, .json,
    ],
    examples: [
      Example(
        command: "handcar convert model.onnx -o model.hcar",
        explanation: "The network as it is, every layer dense."),
      Example(
        command: "handcar convert model.onnx -o model.hcar --rank 16",
        explanation: "Every linear layer that gains becomes a tensor train of rank 16."),
      Example(
        command: "handcar convert model.onnx -o model.hcar --layer fc1=4x8:88x132:16",
        explanation: """
          The 11616→32 layer fc1 alone: rows 32 = 4·8, columns 11616 = 88·132, rank 16.
          """),
      Example(
        command: """
          handcar convert model.onnx -o model.hcar --plan plan.json \\
              --calibration images.npy
          """,
        explanation: "The plan that 'handcar explore' recommended, perhaps edited by hand."),
      Example(
        command: "handcar convert model.onnx -o model.hcar --plan plan.json --board pi4",
        explanation: "Each layer as planned, computed in the way that is fastest on a Pi 4."),
      Example(
        command:
          "handcar convert model.onnx -o model.hcar --cores fc1=cores.npz --cores-layout t3f",
        explanation: "Cores that T3F has trained, taken over without loss."),
    ],
    run: { arguments in
      let output = try arguments.required("--output")
      try checkOutput(output, inputs: try factorizationInputs(arguments))
      let conversion = try Conversion(arguments.operand("MODEL"), to: output, arguments)
      let report = ConversionReport(conversion)
      print(arguments.has("--json") ? report.json.rendered() : report.text)
    })
}
