import RuntimeChecks
import TestSupport
import Testing

/// Every check of the runtime, with the best kernel set of this CPU. `board-checks` runs the same on boards, with every
/// set.
@Suite struct RuntimeCheckTests {
  @Test(arguments: RuntimeCheck.all)
  func holds(_ check: RuntimeCheck) {
    var report = CheckReport()
    check.run(.all, &report)
    #expect(report.expectationCount > 0)
    for failure in report.failures { Issue.record("\(failure)") }
  }
}
