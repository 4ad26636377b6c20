extension Verb {
  static let verify = Verb(
    name: "verify",
    summary: "check a .hcar file: format, checksum and test vectors",
    discussion: """
      Opens the file as any program would, which checks its structure and its checksum, then runs \
      the test vectors inside it and compares with the expected outputs. The exit code is 0 when \
      all is well, 1 when a test vector fails and 3 when the file is damaged.
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
      _ = arguments
    })
}
