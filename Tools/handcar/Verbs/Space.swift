import Reporting

extension Verb {
  static let space = Verb(
    name: "space",
    summary: "count the design space of layers known only by their sizes",
    discussion: """
      Counts the shapes, orders and ranks that tensor trains of a layer can have, prunes them as \
      'explore' does, and shows how many are left after each step, beside the published rule of \
      aligned shapes. No weights are needed: errors are those of random ones, which have least to \
      gain, so that real weights leave other numbers.

      A file names layers: {"name": "LeNet-5", "layers": [{"name": "fc1", "inputs": 400, \
      "outputs": 120}]}. Each may have a 'count' of layers of its size.
      """,
    usage: ["SIZES", "[--board BOARD]", "[--markdown | --json]"],
    operands: [
      Operand(name: "SIZES", help: "A .json file of layer sizes, or a folder of such files.")
    ],
    options: [
      Option(
        name: "--board", value: "BOARD",
        help: """
          The board that times are predicted for: pi3, pi4, pi5, or a board.json. Default: \
          operations are counted, the same everywhere.
          """),
      Option(name: "--markdown", help: "Print the table as Markdown, without its legend."), .json,
    ],
    examples: [
      Example(
        command: "handcar space Models/shapes",
        explanation: "The fully connected layers of ten well-known networks.")
    ],
    run: { arguments in
      if arguments.has("--markdown"), arguments.has("--json") {
        throw Failure.usage("--markdown and --json exclude each other")
      }
      let networks = try LayerSizes.all(at: arguments.operand("SIZES"))
      let time = arguments.has("--board") ? try TimeSource(arguments) : .operations
      let study = SpaceStudy(networks, time)
      if arguments.has("--json") {
        print(study.json.rendered())
      } else {
        print(arguments.has("--markdown") ? study.markdown : study.text)
      }
    })
}
