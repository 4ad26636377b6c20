import TestSupport
import Testing

/// The checks can fail.
@Suite struct CheckReportTests {
  @Test func whatHoldsIsCounted() {
    var report = CheckReport()
    report.expect(true, "a")
    report.expectEqual([1, 2], [1, 2], "b")
    report.expectClose([1, .nan], [Reference(1 + 1e-8), Reference(.nan)], .sum, terms: 1, "c")
    #expect(report.expectationCount == 3 && report.failures.isEmpty)
  }

  @Test func whatDoesNotHoldIsNamed() {
    var report = CheckReport()
    report.expect(false, "a")
    report.expectEqual([1, 2], [1, 3], "b")
    report.expectEqual([1], [1, 3], "c")
    report.expectClose([1, 2], [Reference(1), Reference(2.5)], .sum, terms: 1, "d")
    report.expectClose([.nan], [Reference(1)], .sum, terms: 1, "e")
    report.expectClose([], [Reference(1)], .sum, terms: 1, "f")
    #expect(
      report.failures == [
        "a", "b: [1] is 2, expected 3", "c: 1 values, expected 2",
        "d: [1] is 2.0, expected 2.5", "e: [0] is nan, expected 1.0", "f: 0 values, expected 1",
      ])
  }

  /// A share of a result's terms, plus a share of the result.
  @Test func toleranceGrowsWithTheTerms() {
    let tolerance = Tolerance(perTerm: 0.001, relative: 0.01)
    let reference = Reference(1, magnitude: 2)
    #expect(tolerance.allows(1.0235, reference, terms: 2))
    #expect(!tolerance.allows(1.0245, reference, terms: 2))
    #expect(tolerance.allows(1.0245, reference, terms: 3))
    #expect(Tolerance.element.allows(.infinity, Reference(.infinity), terms: 0))
    #expect(!Tolerance.element.allows(.infinity, Reference(1), terms: 0))
  }
}
