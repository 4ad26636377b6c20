/// Options that several verbs have.
extension Verb.Option {
  static let json = Verb.Option(
    name: "--json", help: "Print JSON, whose keys are stable, instead of text.")
  static let help = Verb.Option(name: "--help", short: "-h", help: "Show this help.")
  static let output = Verb.Option(
    name: "--output", short: "-o", value: "MODEL.hcar", help: "The file to write.")
  static let plan = Verb.Option(
    name: "--plan", value: "PLAN.json",
    help: "Take the shape of each layer from a plan, such as 'handcar explore' writes.")
  static let layer = Verb.Option(
    name: "--layer", value: "NAME=SHAPE", isRepeatable: true,
    help: """
      Factorize one layer as given: row modes, column modes and rank, such as \
      fc1=4x8:88x132:16, or fc1=dense to leave it.
      """)
  static let force = Verb.Option(name: "--force", help: "Measure even a debug build.")
  static let batch = Verb.Option(
    name: "--batch", value: "N",
    help: "The size of a symbolic batch axis of the source. Default: 1.")
  static let constant = Verb.Option(
    name: "--constant", value: "NAME=FILE.npy", isRepeatable: true,
    help: "Fix an input of the source network to the array in a file.")
  static let board = Verb.Option(
    name: "--board", value: "BOARD",
    help: """
      The board that times are predicted for: pi3, pi4, pi5, or a board.json. Default: like this \
      machine.
      """)
  static let threads = Verb.Option(
    name: "--threads", value: "T", help: "Threads that compute. Default: 1.")
  static let inputScale = Verb.Option(
    name: "--input-scale", value: "S",
    help: "Each number x of the input becomes x·S + O. Default: 1.")
  static let inputOffset = Verb.Option(
    name: "--input-offset", value: "O", help: "See --input-scale. Default: 0.")
  static let calibration = Verb.Option(
    name: "--calibration", value: "X.npy",
    help: "Typical samples, uint8 or float32: shape (samples, ...). Labels are not needed.")
  static let skip = Verb.Option(
    name: "--skip", value: "N", help: "Leave out the first N samples.")
  static let limit = Verb.Option(
    name: "--limit", value: "N", help: "Use N samples at most.")
}

extension Verb.Operand {
  static let source = Verb.Operand(
    name: "MODEL", help: "An ONNX file or a .json network description.")
  static let model = Verb.Operand(
    name: "MODEL.hcar", help: "A model made by 'handcar convert'.")
}

extension Arguments {
  /// The value of `--ratio`.
  var ratio: Double? {
    get throws(Failure) {
      guard let ratio = try number("--ratio") else { return nil }
      guard ratio >= 1 else {
        throw .usage("--ratio needs a number of at least 1, not '\(text("--ratio") ?? "")'")
      }
      return ratio
    }
  }
}

/// What verbs that measure times do in a debug build.
///
/// - Throws: `refused`, unless `--force` insists.
func refuseDebugBuild(_ arguments: Arguments) throws(Failure) {
  if isDebugBuild, !arguments.has("--force") {
    throw .refused(
      "this is a debug build, its times mean nothing; build with 'swift build -c release', or "
        + "insist with --force")
  }
}
