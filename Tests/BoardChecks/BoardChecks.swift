internal import HandcarKernels
internal import KernelChecks
internal import RuntimeChecks
internal import TestPlatform
internal import TestSupport
internal import _HandcarShims

// What main.c calls. The checks are those of `swift test`, compiled for the board as the library is.

/// Prints the names of the kernel sets of this CPU and of all checks.
@c public func board_checks_list() {
  for set in KernelSet.supported { print("set \(text(set.name))") }
  for check in KernelCheck.all { print(check.name) }
  for check in RuntimeCheck.all { print(check.name) }
}

/// Buffers have no forbidden pages from now on.
@c public func board_checks_leave_pages_open() { test_leave_pages_open() }

/// Runs all checks: for one kernel set, or for every set of this CPU when `name` is null, with one part in `divisor` of
/// the random cases. 0 when nothing failed, 1 when something did, 2 when there is no such set.
@c public func board_checks_run(_ name: UnsafePointer<CChar>?, _ divisor: Int32) -> Int32 {
  var sets = KernelSet.supported
  if let name {
    guard let set = try? KernelSet.named(name) else {
      print("unknown kernel set, or not for this CPU")
      return 2
    }
    sets = [set]
  }
  let start = hcos_monotonic_nanoseconds()
  let rounds = Rounds(dividedBy: Int(divisor))
  var totals = Totals()
  for check in RuntimeCheck.all where !check.usesKernels {
    totals.run(check.name, "any") { check.run(rounds, &$0) }
  }
  for set in sets {
    let kernels = KernelTable(for: set)
    test_set_kernels(UnsafeRawPointer(set.name.utf8Start).assumingMemoryBound(to: CChar.self))
    for check in KernelCheck.all {
      totals.run(check.name, set.name) { check.run(kernels, rounds, &$0) }
    }
    for check in RuntimeCheck.all where check.usesKernels {
      totals.run(check.name, set.name) { check.run(rounds, &$0) }
    }
  }
  let milliseconds = Int((hcos_monotonic_nanoseconds() - start) / 1_000_000)
  print(
    "\(totals.checks) checks, \(totals.failed) failed, \(totals.expectations) expectations, "
      + "\(milliseconds) ms")
  return totals.failed == 0 ? 0 : 1
}

private struct Totals {
  var checks = 0
  var failed = 0
  var expectations = 0

  /// Runs one check and prints what it found.
  mutating func run(
    _ name: String, _ set: StaticString, _ body: (inout CheckReport) -> Void
  ) {
    var report = CheckReport()
    body(&report)
    checks += 1
    expectations += report.expectationCount
    if report.failures.isEmpty {
      print("ok      \(text(set)): \(name) (\(report.expectationCount))")
      return
    }
    failed += 1
    print(
      "FAILED  \(text(set)): \(name) (\(report.failures.count) of \(report.expectationCount))")
    for failure in report.failures.prefix(10) { print("        \(failure)") }
  }
}

private func text(_ name: StaticString) -> String {
  name.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
}

private func print(_ line: String) {
  let bytes = Array(line.utf8) + [10]
  test_print(bytes, bytes.count)
}
