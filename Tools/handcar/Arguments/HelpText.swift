import Reporting

/// Width of help texts, whatever the terminal's: they are meant to be read, searched and diffed.
private let helpWidth = 90

extension Verb {
  /// What `handcar VERB --help` prints.
  var helpText: String {
    var sections = [
      usageText,
      wrapped(discussion, width: helpWidth).joined(separator: "\n"),
    ]
    if !operands.isEmpty {
      sections.append(
        "arguments:\n" + definitionList(operands.map { ($0.name, $0.help) }, width: helpWidth))
    }
    let terms = (options + [.help]).map { option in
      (option.term, option.help + (option.isRepeatable ? " May be repeated." : ""))
    }
    sections.append("options:\n" + definitionList(terms, width: helpWidth))
    sections.append(
      "examples:\n"
        + examples.map { example in
          "  \(example.command)\n"
            + wrapped(example.explanation, width: helpWidth - 6)
            .map { "      " + $0 }.joined(separator: "\n")
        }.joined(separator: "\n"))
    return sections.joined(separator: "\n\n")
  }

  /// The usage line, broken between its pieces.
  private var usageText: String {
    let start = "usage: handcar \(name) "
    let noBreak = "\u{A0}"
    let text = usage.map { $0.replacing(" ", with: noBreak) }.joined(separator: " ")
    return start
      + wrapped(text, width: helpWidth - start.count)
      .joined(separator: "\n" + String(repeating: " ", count: start.count))
      .replacing(noBreak, with: " ")
  }

  /// What `handcar --help` prints.
  static var overview: String {
    let verbs = definitionList(all.map { ($0.name, $0.summary) }, width: helpWidth)
    let codes = definitionList(
      ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) }, width: helpWidth)
    return """
      usage: handcar VERB [ARGUMENT]... | handcar --version

      Factorizes trained networks into tensor-train layers, writes them as .hcar files for small
      Linux boards, and runs, compares and measures them.

      verbs:
      \(verbs)

      The way of a model, from a trained ONNX network to an answer:
        handcar inspect  model.onnx
        handcar compress model.onnx -o model.hcar --calibration images.npy --ratio 20
        handcar compare  model.onnx model.hcar --input images.npy --labels labels.npy
        handcar run      model.hcar images.npy -o answers.npy
        handcar bench    model.hcar

      'handcar VERB --help' explains a verb, with examples.

      exit codes:
      \(codes)
      """
  }
}
