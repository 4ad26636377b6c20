import BoardModel
import TensorTrain

@testable import Lowering

extension ContractionPlan {
  /// Applies the cores in one order, whatever it costs.
  static func inOrder(_ order: [Int], sideBySide: Int = 1) -> Choice {
    { (shape, batch, _) throws(ContractionPlanError) in
      try ContractionPlan(shape, order: order, batch: batch, sideBySide: sideBySide)
    }
  }
}

extension [BoardModel.Memory] {
  /// A tiny first cache, a second one of `byteCount`, and the memory behind them.
  static func secondCache(of byteCount: Int) -> Self {
    [
      .init(byteCount: 64, bandwidth: 1), .init(byteCount: byteCount, bandwidth: 1),
      .init(byteCount: .max, bandwidth: 1),
    ]
  }
}
