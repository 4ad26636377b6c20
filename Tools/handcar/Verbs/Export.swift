import ModelGraph
import Reporting
import TensorTrain

extension Verb {
  static let export = Verb(
    name: "export",
    summary: "write a factorized network as ONNX or safetensors, for other programs",
    discussion: """
      Factorizes layers as asked, as 'handcar convert' does, and writes the network in a form that \
      other programs run and train. In an ONNX file a tensor-train layer NAME is a chain of reshapes \
      and products with its cores as arrays NAME.core_0, NAME.core_1, ... of the shapes (rank, row \
      mode, column mode, rank) and NAME.bias; 'handcar convert' finds the layers again and takes the \
      cores over without changing a bit. A .safetensors file holds the arrays alone, under the same \
      names: train them elsewhere, save them, and give them to 'handcar convert --weights' with the \
      ONNX file.
      """,
    usage: [
      "MODEL", "-o FILE", "[--batch N]", "[--dense | --rank R | --epsilon E]",
      "[--layer NAME=SHAPE]...", "[--plan PLAN.json]", "[--calibration X.npy]",
      "[--input-scale S]", "[--input-offset O]", "[--skip N]", "[--limit N]",
      "[--cores NAME=FILE.npz]...", "[--cores-layout LAYOUT]", "[--constant NAME=FILE.npy]...",
      "[--weights FILE]", "[--json]",
    ],
    operands: [.source],
    options: [
      Option(
        name: "--output", short: "-o", value: "FILE",
        help: "The file to write: a name ending in .onnx or .safetensors."),
      .batch, .dense, .rank, .epsilon, .layer, .plan, .fitting, .inputScale, .inputOffset, .skip,
      .limit, .cores, .coresLayout, .constant, .weights, .json,
    ],
    examples: [
      Example(
        command: "handcar export model.onnx -o model-tt.onnx --plan plan.json",
        explanation: "The network as planned, for ONNX Runtime or any other framework."),
      Example(
        command: "handcar export model-tt.onnx -o model-tt.safetensors",
        explanation: """
          Its arrays, to go on with the training in another framework. 'handcar convert \
          model-tt.onnx -o model.hcar --weights trained.safetensors' takes them back.
          """),
    ],
    run: { arguments in
      let output = try arguments.required("--output")
      try checkExport(output)
      try checkOutput(output, inputs: try factorizationInputs(arguments))
      let network = try FactorizedNetwork(arguments.operand("MODEL"), arguments)
      let notes =
        network.source.notes + (try handcar.export(network.graph, of: network.source, to: output))
      let trains = network.graph.layers.compactMap { layer in
        layer.tensorTrain.map { (name: layer.name, shape: $0) }
      }
      if arguments.has("--json") {
        let report: JSONValue = [
          "file": .string(output), "bytes": .integer(fileSize(output)),
          "tensor_trains": .array(
            trains.map {
              ["name": .string($0.name), "shape": .string($0.shape.description)]
            }), "notes": .array(notes.map(JSONValue.string)),
        ]
        print(report.rendered())
      } else {
        let layers = trains.map { ($0.name, "tensor train \($0.shape)") }
        let file = ("file", "\(output), \(Format.bytes(fileSize(output)))")
        print(definitionList(layers + [file], indent: 0))
        for note in notes { print(noteText(note)) }
      }
    })
}
