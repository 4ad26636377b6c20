import Exploration
import Foundation
import ModelImport
import Reporting
import TestSupport
import Testing

/// `explore` and what `convert` makes of its plan, as a user runs them.
@Suite struct ExploreTests {
  private let network: SmallNetwork
  private let plan: String

  init() throws {
    // Smaller layers gain nothing.
    network = try SmallNetwork(side: 8)
    plan = network.folder.path("plan.json")
  }

  private func explore(_ options: String...) throws -> HandcarProcess {
    try HandcarProcess(["explore", network.source] + options)
  }

  @Test func findsAPlanThatConvertCarriesOut() throws {
    let samples = ["--calibration", network.samples, "--input-scale", "0.01"]
    let page = network.folder.path("report.html")
    let report = try json(
      ["explore", network.source] + samples + [
        "--ratio", "1.5", "-o", plan, "--report", page, "--json",
      ])
    let dense = try number(report["dense"]?["parameters"])
    let parameters = try number(report["recommended"]?["figures"]?["parameters"])
    #expect(dense == Double(64 * 64 + 64 + 3 * 64 + 3))
    #expect(parameters * 1.5 <= dense)
    #expect(report["judged_samples"] == 2)
    let found = try Plan(json: try Data(contentsOf: URL(fileURLWithPath: plan)))
    #expect(Set(found.layers.keys) == ["fc1", "fc2"])
    let html = try String(contentsOfFile: page, encoding: .utf8)
    for words in ["net.json", "<svg", "fc1", "handcar explore", "--ratio 1.5"] {
      #expect(html.contains(words), "\(words)")
    }
    let conversion = try json(
      ["convert", network.source, "-o", network.model, "--plan", plan, "--json"] + samples)
    let layers = try array(conversion["layers"])
    #expect(try layers.reduce(0) { try $0 + number($1["parameters"]) } == parameters)
  }

  @Test func printsTables() throws {
    let result = try explore(
      "--calibration", network.samples, "--labels", network.labels, "--max-drop", "50")
    #expect(result.exitCode == 0 && result.errors == "", "\(result.errors)")
    for words in ["fc1", "64→64", "dominated", "Measured networks", "work and time", "recommended"]
    {
      #expect(result.output.contains(words), "\(result.output)")
    }
  }

  @Test func worksWithoutSamples() throws {
    let result = try explore("--ratio", "1.1", "-o", plan)
    #expect(result.exitCode == 0 && result.output.contains("nothing"), "\(result.errors)")
    let conversion = try HandcarProcess(
      "convert", network.source, "-o", network.model, "--plan", plan)
    #expect(conversion.exitCode == 0, "\(conversion.errors)")
  }

  @Test func fittedPlansNeedSamples() throws {
    try #"{"version": 1, "layers": {"fc1": "8x8:8x8:2"}, "fitted": ["fc1"]}"#
      .write(toFile: plan, atomically: true, encoding: .utf8)
    let missing = try HandcarProcess(
      "convert", network.source, "-o", network.model, "--plan", plan)
    #expect(missing.failed(2, "fits layer 'fc1' to data", "--calibration"), "\(missing.errors)")
    let fitted = try HandcarProcess(
      "convert", network.source, "-o", network.model, "--plan", plan, "--calibration",
      network.samples)
    #expect(fitted.exitCode == 0 && fitted.output.contains("8x8:8x8:2"), "\(fitted.errors)")
  }

  @Test func paddedPlansAreCarriedOut() throws {
    try #"{"version": 1, "layers": {"fc2": "2x2:8x8:1"}, "padded": ["fc2"]}"#
      .write(toFile: plan, atomically: true, encoding: .utf8)
    let padded = try HandcarProcess(
      "convert", network.source, "-o", network.model, "--plan", plan)
    #expect(padded.exitCode == 0 && padded.output.contains("2x2:8x8:1"), "\(padded.errors)")
    try #"{"version": 1, "layers": {"fc2": "2x2:8x8:1"}}"#
      .write(toFile: plan, atomically: true, encoding: .utf8)
    let exact = try HandcarProcess(
      "convert", network.source, "-o", network.model, "--plan", plan)
    #expect(exact.failed(3, "3 outputs and 64 inputs"), "\(exact.errors)")
  }

  @Test func refusesWithOneLine() throws {
    func expect(_ code: Int32, _ words: String, _ options: String...) throws {
      let names = try network.folder.names()
      let result = try HandcarProcess(["explore", network.source] + options)
      #expect(result.failed(code, words), "exit \(result.exitCode): \(result.errors)")
      #expect(try network.folder.names() == names)
    }
    let samples = network.samples
    try expect(2, "--ratio and --max-macs exclude each other", "--ratio", "2", "--max-macs", "9")
    try expect(2, "--ratio needs a number of at least 1", "--ratio", "0.5")
    try expect(2, "--padding needs a percentage", "--ratio", "2", "--padding", "101")
    try expect(2, "--labels needs --calibration", "--ratio", "2", "--labels", network.labels)
    try expect(2, "--max-drop needs --calibration", "--max-drop", "1")
    try expect(2, "input file", "--ratio", "2", "-o", network.source)
    try expect(4, "no folder", "--ratio", "2", "--report", network.folder.path("no/r.html"))
    try expect(3, "no.npy", "--ratio", "2", "--calibration", network.folder.path("no.npy"))
    try expect(3, "no network found", "--max-macs", "3", "--calibration", samples, "-o", plan)
    try expect(3, "a time of at most 1.00 ns; the smallest has", "--max-latency", "0.000001")
    try expect(
      3, "does not give one label", "--ratio", "2", "--calibration", samples, "--labels", samples)
  }
}
