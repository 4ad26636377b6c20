import ConformanceSupport
import ModelGraph
import TestSupport
import Testing

struct ConformanceTests {
  /// The ONNX backend test suite in the reference interpreter.
  @Test(.enabled(if: SharedData.isPresent))
  func reference() {
    let report = ConformanceReport(ConformanceCase.all) { try Interpreter($1.graph).run($1.inputs) }
    print(report.text)
    #expect(report.failed.isEmpty)
    let passed = Set(report.passed)
    let missing = ConformanceCase.required.subtracting(passed).sorted()
    #expect(missing.isEmpty)
    // A case that starts to pass moves to the list of required ones.
    #expect(passed == ConformanceCase.required)
    #expect(ConformanceCase.notSupported.keys.allSatisfy { !passed.contains($0) })
  }
}
