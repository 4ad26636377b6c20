import Testing

@testable import handcar

@Suite struct ArgumentParserTests {
  @Test func sortsOperandsAndOptions() throws {
    let arguments = try Verb.run.parse(
      ["a.hcar", "--input-scale=0.5", "-o", "out.npy", "--input-offset", "-1e-3", "b.npy"])
    #expect(arguments.operand("MODEL.hcar") == "a.hcar")
    #expect(arguments.operand("INPUT.npy") == "b.npy")
    #expect(try arguments.required("--output") == "out.npy")
    #expect(try arguments.number("--input-scale") == 0.5)
    #expect(try arguments.number("--input-offset") == -1e-3)
    #expect(try arguments.integer("--threads", in: 1...64) == nil)
    #expect(!arguments.has("--threads"))
  }

  @Test func twoDashesEndTheOptions() throws {
    let arguments = try Verb.verify.parse(["--json", "--", "--odd-name.hcar"])
    #expect(arguments.operand("MODEL.hcar") == "--odd-name.hcar")
    #expect(arguments.has("--json"))
  }

  @Test func repeatedOptionsKeepTheirOrder() throws {
    let arguments = try Verb.convert.parse(
      ["m.onnx", "--layer", "a/b=2x2:2x2:1", "--layer=c=d=dense"])
    let pairs = try arguments.pairs("--layer")
    #expect(pairs.map(\.name) == ["a/b", "c=d"])
    #expect(pairs.map(\.value) == ["2x2:2x2:1", "dense"])
  }

  @Test(arguments: [
    (["m.hcar", "--jsn"], "verify: unknown option --jsn; did you mean --json?"),
    (["m.hcar", "--xyzzy"], "verify: unknown option --xyzzy"),
    (["m.hcar", "-j"], "verify: unknown option -j"),
    (["m.hcar", "--json=1"], "verify: --json takes no value"),
    ([], "verify: MODEL.hcar is missing"),
    (["a", "b"], "verify: unexpected argument 'b'"),
  ])
  func namesTheWordAtFault(words: [String], problem: String) {
    #expect(throws: Failure.usage(problem + " (see 'handcar verify --help')")) {
      try Verb.verify.parse(words)
    }
  }

  @Test(arguments: [
    (["a", "b", "-o"], "--output needs a value, OUTPUT.npy"),
    (["a", "b", "-o", "--threads", "2"], "--output needs a value, OUTPUT.npy"),
    (["a", "b", "--output="], "--output needs a value, OUTPUT.npy"),
    (["a", "b", "-o", "x", "--output", "y"], "--output is given twice"),
  ])
  func valuesMustBeThereOnce(words: [String], problem: String) {
    #expect(throws: Failure.usage("run: \(problem) (see 'handcar run --help')")) {
      try Verb.run.parse(words)
    }
  }

  @Test(arguments: ["0", "65", "two", "1.5", "99999999999999999999"])
  func wholeNumbersHaveBounds(text: String) throws {
    let arguments = try Verb.bench.parse(["m.hcar", "--threads", text])
    #expect(
      throws: Failure.usage("--threads needs a whole number from 1 to 64, not '\(text)'")
    ) { try arguments.integer("--threads", in: 1...64) }
  }

  @Test(arguments: ["nan", "inf", "x", "1e999", "0x"])
  func numbersAreFinite(text: String) throws {
    let arguments = try Verb.run.parse(["m", "x", "--input-scale", text])
    #expect(throws: Failure.usage("--input-scale needs a number, not '\(text)'")) {
      try arguments.number("--input-scale")
    }
  }

  @Test(arguments: ["fc1", "=x", "fc1="])
  func pairsNeedBothSides(text: String) throws {
    let arguments = try Verb.convert.parse(["m", "--layer", text])
    #expect(throws: Failure.usage("--layer needs NAME=VALUE, not '\(text)'")) {
      try arguments.pairs("--layer")
    }
  }

  @Test func verbsAreSuggested() throws {
    #expect(
      try HandcarProcess("convrt").failed(2, "unknown verb 'convrt'", "did you mean convert?"))
    #expect(try HandcarProcess("xyzzy").failed(2, "unknown verb 'xyzzy' (see"))
    #expect(try HandcarProcess().failed(2, "a verb is missing"))
    #expect(try HandcarProcess("help", "bensh").failed(2, "did you mean bench?"))
    #expect(try HandcarProcess("run", "a", "b", "--ouput", "c").failed(2, "--output?"))
  }

  @Test func nearestNames() {
    #expect(nearest(to: "--epsilom", among: ["--rank", "--epsilon"]) == "--epsilon")
    #expect(nearest(to: "", among: ["a"]) == "a")
    #expect(nearest(to: "anything", among: []) == nil)
  }
}
