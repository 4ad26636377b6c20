/// What a check found: the checks that run on boards know no test library, so they write down here what Swift
/// Testing, or the program on the board, then reports.
///
///     var report = CheckReport()
///     report.expect(output.isIntact, "seed 7 wrote outside its output")
public struct CheckReport {
  /// How many things were expected.
  public private(set) var expectationCount = 0
  /// One line for each expectation that did not hold.
  public private(set) var failures: [String] = []

  public init() {}

  public mutating func expect(_ holds: Bool, _ context: @autoclosure () -> String) {
    expectationCount += 1
    if !holds { failures.append(context()) }
  }

  /// Expects the same elements, and names the first that differs.
  public mutating func expectEqual<Element: Equatable & CustomStringConvertible>(
    _ actual: [Element], _ expected: [Element], _ context: @autoclosure () -> String
  ) {
    guard expectCount(actual.count, expected.count, context()) else { return }
    for i in actual.indices where actual[i] != expected[i] {
      return failures.append("\(context()): [\(i)] is \(actual[i]), expected \(expected[i])")
    }
  }

  /// Expects a kernel's whole output to be near the reference, and names the first place where it is not.
  public mutating func expectClose(
    _ actual: [Float], _ expected: [Reference], _ tolerance: Tolerance, terms: Int,
    _ context: @autoclosure () -> String
  ) {
    guard expectCount(actual.count, expected.count, context()) else { return }
    for i in actual.indices where !tolerance.allows(actual[i], expected[i], terms: terms) {
      return failures.append("\(context()): [\(i)] is \(actual[i]), expected \(expected[i].value)")
    }
  }

  private mutating func expectCount(
    _ actual: Int, _ expected: Int, _ context: @autoclosure () -> String
  ) -> Bool {
    expect(actual == expected, "\(context()): \(actual) values, expected \(expected)")
    return actual == expected
  }
}
