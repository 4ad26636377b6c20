import Reporting

extension Verb {
  static let selftest = Verb(
    name: "selftest",
    summary: "check that this machine computes a .hcar file as it should",
    discussion: """
      Checks the machine with a file that 'verify' finds good. Runs the test vectors with every \
      kernel set that this CPU can run, whatever HANDCAR_KERNELS says, and tries the rules of the \
      working memory: an arena of the stated size suffices, one byte less is refused, and so is a \
      misaligned start. The exit code is 0 when all is well and 1 when a check fails.
      """,
    usage: ["MODEL.hcar", "[--threads T]", "[--json]"],
    operands: [.model],
    options: [.threads, .json],
    examples: [
      Example(
        command: "handcar selftest model.hcar",
        explanation: "On a new board: which kernels does it run, and are they right?")
    ],
    run: { arguments in
      let path = arguments.operand("MODEL.hcar")
      let check = try MachineCheck(path, arguments)
      print(arguments.has("--json") ? check.json.rendered() : check.text)
      let outcomes = check.outcomes
      let failed = outcomes.count { !$0 }
      if failed > 0 {
        throw Failure.checkFailed("\(path): \(failed) of \(outcomes.count) checks failed")
      }
    })
}
