import ConformanceSupport
import HandcarHost
import Lowering
import TestSupport
import Testing

/// The ONNX backend test suite through file and runtime.
@Suite struct ConformanceTests {
  @Test(.enabled(if: SharedData.isPresent, "needs the shared test data"))
  func everyCaseThatCanBeLowered() {
    var options = LoweringOptions()
    options.testInputs = .none
    let report = ConformanceReport(ConformanceCase.all) { _, loaded in
      try RuntimeRun.outputs(lower(loaded.graph, options: options), loaded.inputs)
    }
    print("conformance through the runtime: \(report.text)")
    #expect(report.failed.isEmpty, "\(report.text)")
  }
}
