import BoardModel
import Foundation
import Reporting

extension Verb {
  static let profile = Verb(
    name: "profile",
    summary: "measure this machine for the predictions of other verbs",
    discussion: """
      Measures what tiles, operations and memories cost on this machine and writes them as \
      board.json, which --board takes: convert then chooses what is fastest here. Takes ten \
      seconds; let the machine do nothing else.
      """,
    usage: ["-o BOARD.json", "[--name NAME]", "[--force]"],
    operands: [],
    options: [
      Option(name: "--output", short: "-o", value: "BOARD.json", help: "The file to write."),
      Option(name: "--name", value: "NAME", help: "What to call the board."),
      .force,
    ],
    examples: [
      Example(
        command: "handcar profile -o board.json", explanation: "This machine."),
      Example(
        command: "handcar profile -o pi4.json --name my-pi4",
        explanation: "On the board itself; then 'handcar convert ... --board pi4.json' anywhere."),
    ],
    run: { arguments in
      try refuseDebugBuild(arguments)
      let output = try arguments.required("--output")
      try checkOutput(output, inputs: [])
      let machine = MachineState()
      let name = arguments.text("--name") ?? machine.board ?? machine.processor ?? "this machine"
      var bar = ProgressBar("profile", total: 1000)
      let board = try BoardModel(BoardMeasurements(name: name) { bar.update(Int($0 * 1000)) })
      bar.finish()
      do {
        try board.json.write(to: URL(fileURLWithPath: output), options: .atomic)
      } catch {
        throw Failure.outputNotWritten("cannot write '\(output)': \(error.localizedDescription)")
      }
      print(report(board, output))
    })
}

private func report(_ board: BoardModel, _ path: String) -> String {
  let tile = board.tiles[1]
  let peak =
    tile.step.enumerated().map {
      Double(($0.offset + 1) * 2 * board.vectorWidth) / $0.element
    }.max() ?? 0
  let memories = board.memories.map { memory in
    let size = memory.byteCount == .max ? "beyond" : Format.bytes(memory.byteCount)
    return "\(size) \(Format.fixed(memory.bandwidth, 1)) GB/s"
  }
  return definitionList(
    [
      (term: "board", text: board.name),
      (term: "kernels", text: board.kernelSet),
      (term: "products", text: "up to \(Format.magnitude(peak * 1e9)) MACs/s in a tile"),
      (
        term: "tile",
        text: "\(Format.duration(nanoseconds: tile.start.last ?? 0)) to begin and store"
      ),
      (term: "operation", text: Format.duration(nanoseconds: board.operation)),
      (term: "memory", text: memories.joined(separator: ", ")),
      (term: "written", text: path),
    ], indent: 0)
}
