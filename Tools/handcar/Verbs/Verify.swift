import HandcarHost
import Reporting

extension Verb {
  static let verify = Verb(
    name: "verify",
    summary: "check a .hcar file: format, checksum and test vectors",
    discussion: """
      Opens the file as any program would, which checks its structure, compares every byte with the \
      checksum, then runs the test vectors inside it and compares with the expected outputs. The \
      exit code is 0 when all is well, 1 when a test vector fails and 3 when the file is damaged.
      """,
    usage: ["MODEL.hcar", "[--json]"],
    operands: [.model],
    options: [.json],
    examples: [
      Example(
        command: "handcar verify model.hcar",
        explanation: "Does this copy, on this machine, still compute what it should?")
    ],
    run: { arguments in
      let path = arguments.operand("MODEL.hcar")
      let model = try openModel(path)
      let tests = try testVectorResults(model)
      let failed = tests.count { !$0.passed }
      if arguments.has("--json") {
        let report: JSONValue = [
          "file": .string(path), "bytes": .integer(fileSize(path)), "passed": .bool(failed == 0),
          "kernel_set": .string(Model.kernelSet),
          "test_vectors": .array(tests.map(\.json)),
        ]
        print(report.rendered())
      } else {
        print(textReport(tests, byteCount: fileSize(path)))
      }
      if failed > 0 {
        throw Failure.checkFailed("\(path): \(failed) of \(tests.count) test vectors failed")
      }
    })
}

private func textReport(_ tests: [SelfTest], byteCount: Int) -> String {
  let tested = tests.enumerated().map { index, test in
    let outcome = test.passed ? "ok" : "FAILED"
    return (
      term: "test vector \(index)",
      text: "\(outcome), largest difference \(Format.scientific(test.largestDifference))"
    )
  }
  return definitionList(
    [(term: "format", text: "ok"), (term: "checksum", text: "ok, \(Format.bytes(byteCount))")]
      + (tested.isEmpty ? [(term: "test vectors", text: "none in the file")] : tested)
      + [(term: "kernels", text: Model.kernelSet)],
    indent: 0)
}
