import HandcarKernels
import KernelChecks
import TestSupport
import Testing

/// Every check of the kernels for every kernel set that this CPU runs. `board-checks` runs the same on boards.
@Suite struct KernelCheckTests {
  @Test(arguments: KernelCheck.all, KernelSet.supported)
  func agreesWithTheReference(_ check: KernelCheck, _ set: KernelSet) {
    var report = CheckReport()
    check.run(KernelTable(for: set), .all, &report)
    #expect(report.expectationCount > 0)
    for failure in report.failures { Issue.record("\(failure)") }
  }
}
