public import ModelGraph

/// What became of each conformance case.
public struct ConformanceReport: Sendable {
  public private(set) var passed: [String] = []
  /// Names with the reason.
  public private(set) var failed: [(name: String, reason: String)] = []
  /// Names with the reason.
  public private(set) var notSupported: [(name: String, reason: String)] = []

  /// Runs every case: `run` computes the outputs of a loaded case.
  ///
  /// A case that cannot be imported, or that `run` throws on, is not supported; one whose outputs differ has failed.
  public init(
    _ cases: [ConformanceCase],
    run: (ConformanceCase, ConformanceCase.Loaded) throws -> [Tensor]
  ) {
    for item in cases {
      do {
        let loaded = try item.load()
        let outputs = try run(item, loaded)
        if let reason = difference(outputs, loaded.expected) {
          failed.append((item.description, reason))
        } else {
          passed.append(item.description)
        }
      } catch {
        notSupported.append((item.description, "\(error)"))
      }
    }
  }

  /// `passed N, failed N, not supported N`, then the names, with the reasons of those that did not pass.
  public var text: String {
    var lines = [
      "passed \(passed.count), failed \(failed.count), not supported \(notSupported.count)"
    ]
    lines += passed.map { "passed         \($0)" }
    lines += failed.map { "failed         \($0.name): \($0.reason)" }
    lines += notSupported.map {
      "not supported  \($0.name): \($0.reason.split(separator: "\n").joined(separator: "; "))"
    }
    return lines.joined(separator: "\n")
  }
}
