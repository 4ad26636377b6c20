import Foundation
import HandcarFormat
import ModelGraph
import ModelImport
import TestSupport
import Testing

@testable import handcar

@Suite struct SampleTests {
  @Test(arguments: [
    ([28, 28], [1, 28, 28], true), ([784], [1, 28, 28], true), ([28, 28, 1], [784], true),
    ([], [1], true), ([1, 1], [], true), ([28, 28], [28, 14, 2], false),
    ([14, 56], [28, 28], false),
    ([783], [784], false), ([0], [1], false),
  ])
  func shapesFitUpToOnesAndFlattening(given: [Int], wanted: [Int], fits: Bool) {
    #expect(Samples.fits(given, wanted) == fits)
  }

  @Test func scalesAndPads() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("x.npy")
    try writeNumPy(
      Tensor(integers: [0, 1, 2, 3, 4, 255], shape: [3, 2], elementType: .uint8), to: path)
    let scaled = try samples(path, [1, 2], ["--input-scale": ["2"], "--input-offset": ["-1"]])
    #expect(scaled.count == 3)
    #expect(scaled.floats(1..<3, padded: 3) == [3, 5, 7, 509, 0, 0])
    #expect(try samples(path, [2], ["--limit": ["2"]]).count == 2)
  }

  @Test func namesBothShapes() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("x.npy")
    try writeNumPy(Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2]), to: path)
    let expected = Failure.badInput(
      "\(path): its shape 3×2 means samples of 2, but the model's input 'x' takes samples of 1×8×8"
    )
    #expect(throws: expected) { try samples(path, [1, 8, 8]) }
  }

  @Test func refusesNoSamples() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("x.npy")
    try writeNumPy(Tensor([], shape: [0, 2]), to: path)
    #expect(throws: Failure.badInput("\(path): it holds no samples (its shape is 0×2)")) {
      try samples(path, [2])
    }
  }

  @Test func labelsAreWholeNumbersOnePerSample() throws {
    let folder = try TemporaryFolder()
    let (whole, real) = (folder.path("y.npy"), folder.path("z.npy"))
    try writeNumPy(Tensor(integers: [3, 1, 2], shape: [3, 1], elementType: .uint8), to: whole)
    try writeNumPy(Tensor([3, 1, 2], shape: [3]), to: real)
    let three = try samples(real, [1])
    #expect(try readLabels(whole, for: three) == [3, 1, 2])
    let second = try samples(real, [1], ["--skip": ["1"], "--limit": ["1"]])
    #expect(second.floats(0..<1) == [1])
    #expect(try readLabels(whole, for: second) == [1])
    #expect(throws: Failure.self) { try samples(real, [1], ["--skip": ["3"]]) }
    #expect(throws: Failure.self) { try readLabels(real, for: three) }
    let two = folder.path("two.npy")
    try writeNumPy(Tensor([1, 2], shape: [2]), to: two)
    #expect(throws: Failure.self) {
      try readLabels(whole, for: samples(two, [1]))
    }
  }
}

@Suite struct BatchLayoutTests {
  @Test func dividesBatchesFromSamples() throws {
    let layout = BatchLayout(input: [4, 1, 8, 8])
    #expect(layout.batch == 4)
    #expect(layout.inputShape == [1, 8, 8])
    #expect(try layout.outputShape([4, 10], name: "y") == [10])
    #expect(throws: Failure.self) { try layout.outputShape([10], name: "y") }
    #expect(Array(layout.ranges(covering: 9)) == [0..<4, 4..<8, 8..<9])
    #expect(Array(layout.ranges(covering: 0)).isEmpty)
  }

  @Test func inputsOfOneAxisAreOneSample() throws {
    let layout = BatchLayout(input: [4])
    #expect(layout.batch == 1)
    #expect(layout.inputShape == [4])
    #expect(try layout.outputShape([4], name: "y") == [4])
    #expect(BatchLayout(input: []).batch == 1)
  }
}

@Suite struct OutputComparisonTests {
  @Test func gathersDifferencesAndHits() {
    var comparison = OutputComparison()
    comparison.add(reference: [3, 4, 0], model: [3, 4.5, 0], label: 1, target: [3, 4, 1])
    comparison.add(reference: [0, 0, 12], model: [13, 0, 12], label: 2, target: [0, 0, 12])
    #expect(comparison.largestDifference == 13)
    #expect(comparison.largestMixedDifference == 13)
    #expect(comparison.meanDifference == 13.5 / 6)
    let relative = (169.25 / 169.0).squareRoot()
    #expect(comparison.relativeDifference == relative)
    #expect(comparison.agreement == 0.5)
    #expect(comparison.referenceAccuracy == 1)
    #expect(comparison.modelAccuracy == 0.5)
    #expect(comparison.referenceError == 1.0 / 6)
    #expect(comparison.modelError == 170.25 / 6)
  }

  @Test func doesNotLoseWhatIsNotANumber() {
    var comparison = OutputComparison()
    comparison.add(reference: [1], model: [.nan])
    #expect(comparison.largestDifference == .infinity)
    var equal = OutputComparison()
    equal.add(reference: [.nan, .infinity], model: [.nan, .infinity])
    #expect(equal.largestDifference == 0)
    #expect(OutputComparison().meanDifference == 0)
  }
}

@Suite struct MachineStateTests {
  @Test func readsWhatLinuxSays() throws {
    let folder = try TemporaryFolder()
    let files = [
      "proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0",
      "proc/cpuinfo": "processor\t: 0\nBogoMIPS\t: 108.00\nmodel name\t: Cortex-A72\n",
      "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand\n",
      "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "1500000\n",
      "sys/class/thermal/thermal_zone0/temp": "48312\n",
      "sys/devices/platform/soc/soc:firmware/get_throttled": "50005\n",
    ]
    for (name, text) in files {
      let url = URL(fileURLWithPath: folder.path(name))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    let state = MachineState(root: folder.path)
    #expect(state.board == "Raspberry Pi 4 Model B Rev 1.4")
    #expect(state.processor == "Cortex-A72")
    #expect(state.governor == "ondemand")
    #expect(state.megahertz == 1500)
    #expect(state.celsius == 48.312)
    #expect(state.isThrottled == true)
    #expect(state.summary.contains("1500 MHz (ondemand); 48.3 °C; THROTTLED"))
  }

  @Test func toleratesSilence() throws {
    let folder = try TemporaryFolder()
    let state = MachineState(root: folder.path)
    #expect(state.board == nil)
    #expect(state.isThrottled == nil)
    #expect(state.summary.contains("CPUs"))
  }
}

@Suite struct SmallSupportTests {
  @Test func checksumIsFNV1a() {
    var checksum = Checksum()
    #expect(checksum.text == "cbf29ce484222325")
    Array("foobar".utf8).withUnsafeBytes { checksum.add($0) }
    #expect(checksum.text == "85944171f73967e8")  // RFC 9923, test vectors
  }

  @Test func timingLoopKeepsToItsLength() {
    var calls = 0
    let counted = TimingLoop(.calls(50)) { calls += 1 }
    #expect(counted.nanoseconds.count == 50)
    #expect(counted.callsPerMeasurement == 1)
    #expect(calls > 50)
    let timed = TimingLoop(.seconds(0.001)) { calls += 1 }
    #expect(!timed.nanoseconds.isEmpty)
    #expect(timed.callsPerMeasurement > 1)
  }

  @Test func outputsAreCheckedBeforeWork() throws {
    let folder = try TemporaryFolder()
    let input = folder.path("in.npy")
    try Data([1]).write(to: URL(fileURLWithPath: input))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: input)
    try checkOutput(folder.path("out"), inputs: [input])
    #expect(throws: Failure.self) { try checkOutput(folder.path("link"), inputs: [input]) }
    #expect(throws: Failure.self) { try checkOutput(folder.path, inputs: [input]) }
    #expect(throws: Failure.self) { try checkOutput(folder.path("no/out"), inputs: [input]) }
  }
}

/// The samples of a file for an input `x`.
private func samples(
  _ path: String, _ shape: [Int], _ options: [String: [String]] = [:]
) throws -> Samples {
  try Samples(path: path, input: "x", shape: shape, Arguments(operands: [:], values: options))
}
