import HandcarHost
import Reporting

extension MachineCheck {
  /// For people.
  var text: String {
    let facts: [(term: String, text: String)] = [
      ("model", "\(path), \(Format.bytes(fileSize(path)))"),
      ("machine", machine.summary),
      ("threads", "\(threads)"),
    ]
    return [definitionList(facts, indent: 0), kernelTable, arenaTable].joined(separator: "\n\n")
  }

  private var kernelTable: String {
    var table = Table([
      .text("kernels"), .text(""), .number("test vectors"), .number("largest difference"),
      .text("result"),
    ])
    for set in kernelSets {
      table.add([
        set.name, set.isDefault ? "default" : "", set.tests.map { "\($0.count)" } ?? "",
        set.largestDifference.map(Format.scientific) ?? "", result(of: set),
      ])
    }
    return table.rendered()
  }

  private func result(of set: KernelSet) -> String {
    guard let tests = set.tests else { return "not on this machine" }
    return tests.isEmpty ? "none in the file" : result(set.passed == true)
  }

  private var arenaTable: String {
    var table = Table([.text("arena"), .text("result")])
    table.add([
      "\(Format.count(model.arenaSize(threads: threads))) bytes, as stated, suffice",
      result(arenaRules.exactWorks),
    ])
    table.add(["one byte less is refused", result(arenaRules.smallerIsRefused)])
    table.add(["a misaligned start is refused", result(arenaRules.misalignedIsRefused)])
    return table.rendered()
  }

  private func result(_ passed: Bool) -> String { passed ? "ok" : "FAILED" }

  /// For scripts.
  var json: JSONValue {
    [
      "file": .string(path), "bytes": .integer(fileSize(path)),
      "passed": .bool(outcomes.allSatisfy(\.self)), "machine": machine.json,
      "threads": .integer(threads),
      "kernel_sets": .array(
        kernelSets.map { set in
          [
            "name": .string(set.name), "available": .bool(set.tests != nil),
            "default": .bool(set.isDefault), "passed": set.passed.map(JSONValue.bool) ?? .null,
            "largest_difference": JSONValue(set.largestDifference),
            "test_vectors": .array((set.tests ?? []).map(\.json)),
          ]
        }),
      "arena": [
        "bytes": .integer(model.arenaSize(threads: threads)),
        "exact_works": .bool(arenaRules.exactWorks),
        "smaller_is_refused": .bool(arenaRules.smallerIsRefused),
        "misaligned_is_refused": .bool(arenaRules.misalignedIsRefused),
      ],
    ]
  }
}
