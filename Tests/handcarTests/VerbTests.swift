import Foundation
import HandcarHost
import ModelGraph
import ModelImport
import Reporting
import TestSupport
import Testing

/// Every verb as a user runs it, on a small network.
@Suite struct VerbTests {
  @Test func inspectShowsASource() throws {
    let network = try SmallNetwork()
    let text = try HandcarProcess("inspect", network.source)
    #expect(text.exitCode == 0, "\(text.errors)")
    for words in ["fc1", "fc2", "16→16, relu", "323", "1×16"] {
      #expect(text.output.contains(words), "\(text.output)")
    }
    let report = try json("inspect", network.source, "--batch", "5", "--json")
    #expect(report["inputs"] == [["name": "input", "shape": [5, 16], "type": "float32"]])
    #expect(report["parameters"] == 323)
    #expect(report["multiply_adds"] == 1520)
  }

  @Test func inspectShowsAModel() throws {
    let network = try SmallNetwork().converted("--layer", "fc1=4x4:4x4:2")
    let text = try HandcarProcess("inspect", network.model)
    #expect(text.exitCode == 0, "\(text.errors)")
    for words in ["fc1", "4x4:4x4:2", "arena", "parameters", "testVectors", "net.json", "--layer"] {
      #expect(text.output.contains(words), "\(text.output)")
    }
    #expect(text.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let report = try json("inspect", network.model, "--json")
    #expect(report["bytes"] == .integer(handcarFileSize(network.model)))
    #expect(try array(report["layers"]).count == 2)
    #expect(try array(report["sections"]).count >= 6)
    let model = try Model(path: network.model)
    #expect(report["arena"]?["bytes"] == .integer(model.arenaSize))
    // Both count what a session adds to the program's arena, so that reuse never seems to cost memory.
    #expect(try number(report["arena"]?["bytes_without_reuse"]) >= Double(model.arenaSize))
    #expect(report["provenance"]?["source"]?["name"] == "net.json")
  }

  @Test func convertKeepsEverythingDenseByDefault() throws {
    let network = try SmallNetwork()
    let report = try json("convert", network.source, "-o", network.model, "--json")
    for layer in try array(report["layers"]) {
      #expect(layer["factorized"] == false)
      #expect(layer["reason"] == "not asked for")
      #expect(layer["parameters"] == layer["parameters_before"])
    }
    #expect(report["bytes"] == .integer(handcarFileSize(network.model)))
    #expect(try array(report["test_vectors"]).count == 1)
  }

  @Test func convertSaysWhatBecameOfEachLayer() throws {
    let network = try SmallNetwork()
    let result = try HandcarProcess(
      "convert", network.source, "-o", network.model, "--rank", "2", "--layer", "fc2=dense")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("dense: as asked"))
    #expect(result.output.contains("without reuse"))
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let report = try json(
      "convert", network.source, "-o", network.model, "--epsilon", "0.9", "--json")
    let first = try #require(try array(report["layers"]).first)
    if first["factorized"] == true { #expect(try number(first["relative_error"]) <= 0.9) }
  }

  @Test func convertTakesPlansAndCores() throws {
    let network = try SmallNetwork()
    let plan = network.folder.path("plan.json")
    try Data(#"{"version": 1, "layers": {"fc1": "4x4:4x4:3"}}"#.utf8)
      .write(to: URL(fileURLWithPath: plan))
    let planned = try json(
      "convert", network.source, "-o", network.model, "--plan", plan, "--json")
    #expect(try array(planned["layers"])[0]["shape"] == "4x4:4x4:3")
    #expect(try array(planned["layers"])[1]["factorized"] == false)

    // One core of rank 1 is the matrix itself, here the transpose of what T3F would store.
    let cores = network.folder.path("cores.safetensors")
    try SmallNetwork.write(
      [("fc1.cores.0", [1, 16, 16, 1], [Float](repeating: 0.5, count: 256))], to: cores)
    let given = try json(
      "convert", network.source, "-o", network.model, "--cores", "fc1=\(cores)",
      "--cores-layout", "t3f", "--json")
    #expect(try array(given["layers"])[0]["reason"] == "as given")
  }

  @Test func exportedNetworksComeBack() throws {
    let network = try SmallNetwork().converted("--layer", "fc1=4x4:2x8:3")
    let (onnx, arrays) = (network.folder.path("net.onnx"), network.folder.path("tt.safetensors"))
    let report = try json(
      "export", network.source, "-o", onnx, "--layer", "fc1=4x4:2x8:3", "--json")
    #expect(report["tensor_trains"] == [["name": "fc1", "shape": "4x4:2x8:3"]])
    #expect(report["bytes"] == .integer(handcarFileSize(onnx)))
    let text = try HandcarProcess("export", onnx, "-o", arrays)
    #expect(text.exitCode == 0 && text.output.contains("tensor train 4x4:2x8:3"), "\(text.errors)")

    // Its answers are those of the direct way in every bit; so they are with its own arrays.
    func answers(_ model: String) throws -> Tensor {
      let output = network.folder.path("out.npy")
      let result = try HandcarProcess("run", model, network.samples, "-o", output)
      #expect(result.exitCode == 0, "\(result.errors)")
      return try NumPyArray(contentsOf: output).tensor()
    }
    let expected = try answers(network.model)
    let back = network.folder.path("back.hcar")
    for options in [[], ["--weights", arrays]] {
      let result = try HandcarProcess(["convert", onnx, "-o", back] + options)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.output.contains("4x4:2x8:3"))
      #expect(try answers(back) == expected)
    }
  }

  @Test func runAnswersEverySample() throws {
    let network = try SmallNetwork().converted("--batch", "4")
    let output = network.folder.path("out.npy")
    let result = try HandcarProcess(
      "run", network.model, network.samples, "-o", output, "--input-scale", "0.01",
      "--input-offset", "-1")
    #expect(result.exitCode == 0, "\(result.errors)")
    let answers = try NumPyArray(contentsOf: output)
    #expect(answers.shape == [10, 3])

    // The same one by one.
    let single = try SmallNetwork().converted()
    let session = try Session(Model(path: single.model))
    let samples = try NumPyArray(contentsOf: network.samples)
    for sample in 0..<10 {
      try session.setInput(0, samples.floats(samples: sample..<sample + 1, scale: 0.01, offset: -1))
      session.run()
      let expected = session.outputFloats(0)
      let actual = answers.floats(samples: sample..<sample + 1)
      for (a, b) in zip(actual, expected) { #expect(abs(a - b) <= 1e-5 * (1 + abs(b))) }
    }
  }

  @Test func compareMeasuresTheDifference() throws {
    let network = try SmallNetwork().converted("--batch", "3")
    let report = try json(
      "compare", network.source, network.model, "--input", network.samples, "--labels",
      network.labels, "--input-scale", "0.01", "--tolerance", "1e-4", "--json")
    let output = try #require(try array(report["outputs"]).first)
    #expect(report["samples"] == 10)
    #expect(report["within_tolerance"] == true)
    #expect(try number(output["largest_difference"]) < 1e-4)
    #expect(try number(output["top1_agreement"]) == 1)
    #expect(output["source_accuracy"] == output["model_accuracy"])
    #expect(output["source_mean_squared_error"] == .null)
    let text = try HandcarProcess(
      "compare", network.source, network.model, "--input", network.samples, "--limit", "4")
    #expect(text.exitCode == 0, "\(text.errors)")
    #expect(text.output.contains("4 samples of 3"))
  }

  @Test func compareFailsBeyondTheTolerance() throws {
    let network = try SmallNetwork().converted("--layer", "fc1=4x4:4x4:1")
    let result = try HandcarProcess(
      "compare", network.source, network.model, "--input", network.samples, "--tolerance", "1e-6")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("BEYOND"))
    #expect(result.errors.hasPrefix("handcar: \(network.model): outputs differ by more than"))
  }

  @Test func compareReportsReconstruction() throws {
    let network = try SmallNetwork(isClassifier: false).converted()
    let report = try json(
      "compare", network.source, network.model, "--input", network.samples, "--json")
    let output = try #require(try array(report["outputs"]).first)
    let (source, model) = (
      try number(output["source_mean_squared_error"]),
      try number(output["model_mean_squared_error"])
    )
    #expect(source > 0 && abs(source - model) < 1e-4 * source)
    #expect(output["top1_agreement"] == .null)
  }

  @Test func benchMeasures() throws {
    let network = try SmallNetwork().converted()
    let report = try json(
      "bench", network.model, "--runs", "50", "--per-layer", "--force", "--json")
    #expect(try number(report["run_ns"]?["median"]) > 0)
    #expect(try array(report["layers"]).count == 2)
    #expect(report["multiply_adds"] == 304)
    #expect(try number(report["peak_resident_bytes"]) > number(report["arena_bytes"]))
    let again = try json("bench", network.model, "--runs", "1", "--force", "--json")
    #expect(report["output_checksum"] == again["output_checksum"])
    let text = try HandcarProcess(
      "bench", network.model, "--seconds", "0.01", "--force", "--per-layer")
    #expect(text.exitCode == 0, "\(text.errors)")
    #expect(text.output.contains("median") && text.output.contains("fc2"))
  }

  @Test func verifyPassesGoodFiles() throws {
    let network = try SmallNetwork().converted()
    let text = try HandcarProcess("verify", network.model)
    #expect(text.exitCode == 0, "\(text.errors)")
    #expect(text.output.contains("test vector 0  ok"), "\(text.output)")
    #expect(try json("verify", network.model, "--json")["passed"] == true)
  }

  @Test func selftestTriesEveryKernelSet() throws {
    let network = try SmallNetwork().converted()
    let report = try json("selftest", network.model, "--json")
    #expect(report["passed"] == true)
    let sets = try array(report["kernel_sets"])
    #expect(sets.map { $0["name"] } == Model.kernelSets.map { .string($0) })
    #expect(sets.count { $0["default"] == true } == 1)
    for set in sets {
      #expect(try array(set["test_vectors"]).count == (set["available"] == true ? 1 : 0))
      #expect(set["passed"] == (set["available"] == true ? true : .null))
    }
    #expect(sets[0]["available"] == true)
    for rule in ["exact_works", "smaller_is_refused", "misaligned_is_refused"] {
      #expect(report["arena"]?[rule] == true, "\(rule)")
    }
    let text = try HandcarProcess("selftest", network.model)
    #expect(text.exitCode == 0, "\(text.errors)")
    #expect(text.output.contains("one byte less is refused"), "\(text.output)")
  }

  @Test func convertCountsTheArenaAsInspectDoes() throws {
    let network = try SmallNetwork()
    let converted = try json("convert", network.source, "-o", network.model, "--json")
    let inspected = try json("inspect", network.model, "--json")
    for figure in ["bytes", "bytes_without_reuse"] {
      #expect(converted["arena"]?[figure] == inspected["arena"]?[figure])
    }
  }
}

func handcarFileSize(_ path: String) -> Int {
  (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
}
