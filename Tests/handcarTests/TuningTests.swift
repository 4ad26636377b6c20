import Foundation
import HandcarHost
import Reporting
import TestSupport
import Testing

/// `finetune` and `compress` as a user runs them, on the digits. Few epochs: the program is a debug build.
@Suite(.serialized) struct TuningTests {
  private static let folder = SharedData.repository.appendingPathComponent("Models/digits")
  private static func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
  private static let samples = [
    "--calibration", file("train-images.npy"), "--input-scale", "0.0625",
  ]
  /// A plan that makes the network 67 times smaller.
  private static let layers = [
    "--layer", "fc1=64x16:4x16:6", "--layer", "fc2=32x32:32x32:5", "--layer", "fc3=2x5:32x32:6",
  ]

  private let output: TemporaryFolder
  private var model: String { output.path("digits.hcar") }

  init() throws { output = try TemporaryFolder() }

  private func words(_ verb: String, _ options: [String]) -> [String] {
    [verb, Self.file("digits.onnx"), "-o", model] + Self.samples + options
  }

  private func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: model)) }

  @Test func compressKeepsTheAccuracy() throws {
    let (page, exported) = (output.path("report.html"), output.path("digits.onnx"))
    let report = try json(
      words(
        "compress",
        [
          "--ratio", "20", "--epochs", "12", "--labels", Self.file("train-labels.npy"), "--report",
          page, "--export", exported, "--json",
        ]))
    let figures = try #require(report["comparison"])
    #expect(try number(figures["after"]?["parameters"]) <= 1_126_410 / 20)
    #expect(try number(figures["drop_points"]) <= 1.6)
    #expect(try number(report["bytes"]) == Double(bytes().count))
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("<svg") && text.contains("fc2") && !text.contains("http"))

    // The exported network is the one in the file.
    let same = try HandcarProcess([
      "compare", exported, model, "--input", Self.file("test-images.npy"), "--input-scale",
      "0.0625", "--limit", "20", "--tolerance", "1e-3",
    ])
    #expect(same.exitCode == 0, "\(same.errors)")

    let comparison = try json([
      "compare", Self.file("digits.onnx"), model, "--input", Self.file("test-images.npy"),
      "--labels", Self.file("test-labels.npy"), "--input-scale", "0.0625", "--json",
    ])
    let outputs = try array(comparison["outputs"])
    #expect(try number(outputs[0]["model_accuracy"]) >= 0.965)
  }

  @Test func ranksAreLoweredToARatio() throws {
    let finetuned = try json(
      words("finetune", Self.layers + ["--ratio", "100", "--epochs", "2", "--json"]))
    let compressed = try json(
      words(
        "compress",
        ["--ratio", "100", "--adapt-ranks", "--epochs", "2", "--board", "pi4", "--json"]))
    let inspected = try HandcarProcess("inspect", model)
    #expect(inspected.output.contains("expected on Raspberry Pi 4"), "\(inspected.output)")
    for report in [finetuned, compressed] {
      let parameters = try number(report["comparison"]?["after"]?["parameters"])
      #expect(parameters * 100 <= 1_126_410)
      // The layers as they are after the training, and their biases.
      let layers = try array(report["layers"]).reduce(0) { try $0 + number($1["parameters"]) }
      #expect(layers + 2058 == parameters)
    }
    let refused = try HandcarProcess(
      words("compress", ["--max-size", "200000", "--adapt-ranks"]))
    #expect(refused.failed(2, "--adapt-ranks goes with --ratio"), "\(refused.errors)")
  }

  @Test func compressKeepsToASize() throws {
    let result = try HandcarProcess(
      words("compress", ["--max-size", "200000", "--epochs", "1"]))
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try bytes().count <= 200_000)
    #expect(try bytes().count > 100_000, "the room is used")
    #expect(result.output.contains("before/after"))
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func compressKeepsToALoss() throws {
    let report = try json(
      words("compress", ["--max-drop", "25", "--epochs", "1", "--json"]))
    #expect(try number(report["comparison"]?["drop_points"]) <= 25)
  }

  @Test func compressSaysWhatCannotBeReached() throws {
    let network = try SmallNetwork()
    for goal in [["--ratio", "100000"], ["--max-size", "500"]] {
      let result = try HandcarProcess(
        ["compress", network.source, "-o", model, "--calibration", network.samples] + goal)
      #expect(result.failed(3, "cannot be reached"), "\(result.errors)")
    }
  }

  /// Waits until a training has saved its state, ends it by a signal and waits for its end.
  private func interrupted(
    _ words: [String], checkpoint: String, by signal: Int32
  ) throws -> (exitCode: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("handcar")
    process.arguments = words
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    while process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(2000) }
    kill(process.processIdentifier, signal)
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let isExit = process.terminationReason == .exit
    return (isExit ? process.terminationStatus : -1, String(decoding: output, as: UTF8.self))
  }

  @Test func aKilledTrainingGoesOn() throws {
    let options = Self.layers + ["--epochs", "10", "--seed", "3"]
    let whole = try HandcarProcess(words("finetune", options))
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let expected = try bytes()
    try FileManager.default.removeItem(atPath: model)

    let state = output.path("training.state")
    let resumed = words("finetune", options + ["--checkpoint", state])
    let killed = try interrupted(resumed, checkpoint: state, by: SIGKILL)
    #expect(killed.exitCode == -1)
    #expect(try output.names() == ["training.state"])
    let other = try HandcarProcess(
      words("finetune", Self.layers + ["--epochs", "9", "--checkpoint", state]))
    #expect(other.failed(3, "another plan or other options"), "\(other.errors)")

    let result = try HandcarProcess(resumed)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try bytes() == expected)
    #expect(try output.names() == ["digits.hcar"])
  }

  @Test func anInterruptKeepsTheBest() throws {
    let state = output.path("training.state")
    let (exitCode, text) = try interrupted(
      words(
        "finetune", Self.layers + ["--epochs", "300", "--checkpoint", state, "--json"]),
      checkpoint: state, by: SIGINT)
    #expect(exitCode == 0)
    let report = try #require(JSONValue(parsing: text))
    #expect(report["training"]?["stop_reason"] == "cancelled")
    #expect(try Model(path: model).testVectorCount == 1)
    #expect(try output.names() == ["digits.hcar", "training.state"])
  }
}
