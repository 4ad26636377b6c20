import Foundation
import HandcarHost
import Lowering
import ModelGraph
import ModelImport
import TestSupport
import Testing

/// Networks made by others, from ONNX to the runtime.
@Suite(.enabled(if: SharedData.isPresent, "needs the shared test data")) struct ModelTests {
  /// The test vectors of the file are the reference interpreter's; each must hold in the runtime.
  @Test(arguments: ["mnist-cnn", "mnist-cntk", "anomaly-autoencoder"])
  func agreesWithTheInterpreter(name: String) throws {
    let path = SharedData.url("models/\(name).onnx").path
    let graph = try importONNX(contentsOf: path).graph.simplified()
    var options = LoweringOptions()
    options.testInputs = .random(count: 2, seed: 1)
    let lowered = try lower(graph, options: options)
    let model = try Model(bytes: lowered.bytes)
    #expect(model.testVectorCount == 2)
    for index in 0..<2 {
      let test = try Session(model).selfTest(index)
      #expect(test.passed, "\(name): largest error \(test.largestError)")
    }
    let plan = lowered.memoryPlan
    #expect(ExactArena.holds(for: lowered.bytes))
    #expect(plan.arenaByteCount < plan.byteCountWithoutReuse)
    print(
      "\(name): arena \(plan.arenaByteCount) bytes, without reuse \(plan.byteCountWithoutReuse), "
        + "lower bound \(plan.lowerBound)\n\(lowered.program)")
  }
}
