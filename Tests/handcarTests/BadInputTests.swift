import Foundation
import HandcarFormat
import ModelGraph
import ModelImport
import TestSupport
import Testing

/// Bad input gives one line, the right code and no file.
@Suite struct BadInputTests {
  private let network: SmallNetwork
  private let namesBefore: [String]

  init() throws {
    network = try SmallNetwork().converted()
    namesBefore = try network.folder.names()
  }

  private func path(_ name: String) -> String { network.folder.path(name) }

  /// Expects that the command fails so, and that nothing new lies in the folder afterwards.
  private func expect(
    _ code: Int32, _ words: String, _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let names = try network.folder.names()
    let result = try HandcarProcess(arguments)
    #expect(
      result.failed(code, words), "exit \(result.exitCode): \(result.errors)",
      sourceLocation: sourceLocation)
    #expect(try network.folder.names() == names, sourceLocation: sourceLocation)
  }

  /// Half of a file, under another name.
  private func truncated(_ file: String, as name: String) throws -> String {
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  @Test func missingFiles() throws {
    let (out, no) = (path("out"), path("no"))
    try expect(3, "no.onnx", "inspect", no + ".onnx")
    try expect(3, "no.hcar", "inspect", no + ".hcar")
    try expect(3, "no.onnx", "convert", no + ".onnx", "-o", out)
    try expect(3, "no.hcar", "run", no + ".hcar", network.samples, "-o", out)
    try expect(3, "no.npy", "run", network.model, no + ".npy", "-o", out)
    try expect(3, "no.json", "compare", no + ".json", network.model, "--input", network.samples)
    try expect(
      3, "no.npy", "compare", network.source, network.model, "--input", no + ".npy")
    try expect(3, "no.hcar", "bench", no + ".hcar", "--force")
    try expect(3, "no.hcar", "verify", no + ".hcar")
  }

  @Test func foldersInPlaceOfFiles() throws {
    let folder = network.folder.path
    try expect(3, folder, "verify", folder)
    try expect(3, folder, "bench", folder, "--force")
    try expect(3, folder, "inspect", folder)
    try expect(3, folder, "run", network.model, folder, "-o", path("out"))
    try expect(4, "is a folder", "run", network.model, network.samples, "-o", folder)
    try expect(4, "is a folder", "convert", network.source, "-o", folder)
  }

  @Test func truncatedFiles() throws {
    let model = try truncated(network.model, as: "half.hcar")
    let samples = try truncated(network.samples, as: "half.npy")
    _ = try truncated(path("net.safetensors"), as: "half.safetensors")
    let source = path("half.json")
    try String(contentsOfFile: network.source, encoding: .utf8)
      .replacing("net.safetensors", with: "half.safetensors")
      .write(toFile: source, atomically: true, encoding: .utf8)
    let onnx = path("half.onnx")
    try Data([0x08, 0x07, 0x3A, 0x7F, 0x0A]).write(to: URL(fileURLWithPath: onnx))
    for verb in ["verify", "inspect"] { try expect(3, "half.hcar", verb, model) }
    try expect(3, "half.hcar", "bench", model, "--force")
    try expect(3, "half.hcar", "run", model, network.samples, "-o", path("out.npy"))
    try expect(3, "half.npy", "run", network.model, samples, "-o", path("out.npy"))
    try expect(3, "half.safetensors", "convert", source, "-o", path("out.hcar"))
    try expect(3, "half.onnx", "convert", onnx, "-o", path("out.hcar"))
    try expect(3, "half.onnx", "inspect", onnx)
  }

  @Test func exportsAreChecked() throws {
    try expect(2, "called .onnx or .safetensors", "export", network.source, "-o", path("net.pb"))
    try expect(
      2, "called .onnx or .safetensors", "compress", network.source, "-o", path("out.hcar"),
      "--calibration", network.samples, "--export", path("net.pb"))
    try expect(
      3, "takes its arrays from the file that it names", "convert", network.source, "-o",
      path("out.hcar"), "--weights", path("net.safetensors"))
  }

  @Test func damagedModels() throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: network.model))
    bytes[bytes.count - 20] ^= 0x40
    try bytes.write(to: URL(fileURLWithPath: path("damaged.hcar")))
    try expect(3, "damaged", "verify", path("damaged.hcar"))
  }

  @Test func shapesThatDoNotFit() throws {
    let wide = path("wide.npy")
    try writeSamples(shape: [2, 17], to: wide)
    try expect(
      3, "shape 2×17 means samples of 17, but the model's input 'input' takes samples of 16",
      "run", network.model, wide, "-o", path("out.npy"))
    try expect(3, "samples of 16", "compare", network.source, network.model, "--input", wide)
    let labels = path("labels.npy")
    try writeSamples(shape: [9], to: labels)
    try expect(
      3, "does not give one label to each of 10 samples", "compare", network.source,
      network.model, "--input", network.samples, "--labels", labels)
  }

  private func writeSamples(shape: [Int], to path: String) throws {
    let zeros = [Int64](repeating: 0, count: shape.reduce(1, *))
    try writeNumPy(Tensor(integers: zeros, shape: shape, elementType: .uint8), to: path)
  }

  @Test func differentNetworks() throws {
    let other = try SmallNetwork(isClassifier: false)
    try expect(
      3, "not the same network", "compare", other.source, network.model, "--input",
      network.samples)
  }

  @Test func outputsThatCannotBeWritten() throws {
    try expect(4, "no folder", "convert", network.source, "-o", path("no/out.hcar"))
    try expect(4, "no folder", "run", network.model, network.samples, "-o", path("no/out.npy"))
    try expect(2, "input file", "convert", network.source, "-o", network.source)
    try expect(2, "input file", "run", network.model, network.samples, "-o", network.samples)
    try expect(2, "--output is missing", "convert", network.source)
    let pipe = path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    try expect(4, "a pipe or a device", "run", network.model, network.samples, "-o", pipe)
    try expect(4, "a pipe or a device", "convert", network.source, "-o", pipe)
  }

  @Test func wishesThatCannotBeGranted() throws {
    let out = path("out.hcar")
    let convert = ["convert", network.source, "-o", out]
    func expect(_ code: Int32, _ words: String, _ options: String...) throws {
      let result = try HandcarProcess(convert + options)
      #expect(result.failed(code, words), "exit \(result.exitCode): \(result.errors)")
      #expect(try network.folder.names() == namesBefore)
    }
    try expect(3, "'fc9' is not a linear layer", "--layer", "fc9=4x4:4x4:2")
    try expect(3, "multiplies to 20 and 16", "--layer", "fc1=5x4:4x4:2")
    try expect(2, "--layer fc1: ", "--layer", "fc1=4x4")
    try expect(2, "--rank needs a whole number", "--rank", "0")
    try expect(2, "--epsilon needs a positive", "--epsilon", "1.5")
    try expect(2, "--rank and --epsilon exclude each other", "--rank", "2", "--epsilon", "0.1")
    try expect(3, "no.json", "--plan", path("no.json"))
    try expect(3, "net.json", "--plan", network.source)
    try expect(3, "no.npz", "--cores", "fc1=\(path("no.npz"))")
    try expect(2, "--cores-layout is one of", "--cores-layout", "numpy")
    try expect(2, "--max-growth needs a whole number of at least 1", "--max-growth", "0")
    try expect(2, "--max-memory needs a whole number of at least 1", "--max-memory", "1 MB")
    try expect(2, "did you mean --epsilon?", "--epsilom", "0.1")
  }

  @Test func tuningWishes() throws {
    let out = path("out.hcar")
    for verb in ["finetune", "compress"] {
      let start = [verb, network.source, "-o", out]
      let data = start + ["--calibration", network.samples]
      func expect(_ code: Int32, _ words: String, _ arguments: [String]) throws {
        let result = try HandcarProcess(arguments)
        #expect(result.failed(code, words), "exit \(result.exitCode): \(result.errors)")
        #expect(try network.folder.names() == namesBefore)
      }
      try expect(2, "--calibration is missing", start)
      try expect(2, "--output is missing", [verb, network.source])
      try expect(3, "no.npy", start + ["--calibration", path("no.npy")])
      try expect(3, "no.npy", data + ["--labels", path("no.npy")])
      try expect(2, "input file", [verb, network.source, "-o", network.source])
      try expect(4, "no folder", [verb, network.source, "-o", path("no/out.hcar")])
      try expect(2, "--epochs needs a whole number", data + ["--epochs", "0"])
      try expect(2, "--minutes needs a positive number", data + ["--minutes", "0"])
      try expect(2, "--train is cores or all, not 'some'", data + ["--train", "some"])
      try expect(4, "no folder", data + ["--checkpoint", path("no/state")])
    }
    try expect(
      2, "nothing is to be factorized", "finetune", network.source, "-o", out, "--calibration",
      network.samples)
    try expect(
      3, "'fc9' is not a linear layer", "finetune", network.source, "-o", out, "--calibration",
      network.samples, "--layer", "fc9=4x4:4x4:2")
    try expect(
      3, "no checkpoint", "finetune", network.source, "-o", out, "--calibration", network.samples,
      "--layer", "fc1=4x4:4x4:2", "--checkpoint", path("net.safetensors"))
    try expect(
      2, "--ratio and --max-drop exclude each other", "compress", network.source, "-o", out,
      "--ratio", "2", "--max-drop", "1")
    try expect(
      2, "--ratio needs a number of at least 1", "compress", network.source, "-o", out,
      "--ratio", "0.5")
    try expect(
      2, "--checkpoint goes with", "compress", network.source, "-o", out, "--checkpoint",
      path("state"))
    let few = path("few.npy")
    try writeSamples(shape: [3, 16], to: few)
    try expect(
      3, "too few", "compress", network.source, "-o", out, "--calibration", few)
  }

  @Test func benchWishes() throws {
    try expect(
      2, "exclude each other", "bench", network.model, "--runs", "1", "--seconds", "1", "--force")
    try expect(2, "--threads", "bench", network.model, "--threads", "0", "--force")
    try expect(
      2, "--seconds needs a positive number", "bench", network.model, "--seconds", "-1", "--force")
    try expect(
      2, "no output 'z'; it has", "run", network.model, network.samples, "-o", path("out.npy"),
      "--select", "z")
  }
}
