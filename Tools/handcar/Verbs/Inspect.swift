import Reporting

extension Verb {
  static let inspect = Verb(
    name: "inspect",
    summary: "show a model's inputs, layers, shapes, parameters and multiply-adds",
    discussion: """
      Shows inputs, outputs and layers with their shapes, parameters and multiply-adds (MACs) of one \
      run. Of a .hcar file also the working memory (arena) that it needs, its sections, its test \
      vectors and where it came from. Nothing is written.
      """,
    usage: ["MODEL", "[--batch N]", "[--constant NAME=FILE.npy]...", "[--json]"],
    operands: [
      Operand(name: "MODEL", help: "An ONNX file, a .json network description or a .hcar file.")
    ],
    options: [.batch, .constant, .json],
    examples: [
      Example(
        command: "handcar inspect model.onnx",
        explanation: "What is in the network, and where its parameters and multiply-adds are."),
      Example(
        command: "handcar inspect model.hcar --json | jq .arena.bytes",
        explanation: "The memory that a program must set aside to run the model."),
    ],
    run: { arguments in
      let path = arguments.operand("MODEL")
      let asJSON = arguments.has("--json")
      if FileSections.isModel(path) {
        let report = try ModelReport(path)
        print(asJSON ? report.json.rendered() : report.text)
      } else {
        let report = SourceReport(try SourceNetwork(path, arguments))
        print(asJSON ? report.json.rendered() : report.text)
      }
    })
}
