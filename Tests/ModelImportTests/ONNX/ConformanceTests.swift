import ConformanceSupport
import ModelGraph
import TestSupport
import Testing

struct ConformanceTests {
  @Test(.enabled(if: SharedData.isPresent))
  func reference() {
    let report = ConformanceReport(ConformanceCase.all) { try Interpreter($1.graph).run($1.inputs) }
    print(report.text)
  }
}
