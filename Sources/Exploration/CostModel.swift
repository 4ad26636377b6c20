public import TensorTrain

/// A first estimate of a layer's time for one input vector, in units of one multiply-accumulate
/// of a full vector kernel.
///
/// It ranks shapes; it is not a prediction for a board. Counting multiply-accumulates alone would
/// favour shapes whose stages leave most vector lanes empty, and would ignore that a dense layer
/// at batch 1 does nothing but wait for its weights.
public struct CostModel: Hashable, Sendable {
  /// Floats in a panel: the vectorised axis of a stage is padded to a multiple of it.
  public var panel = 16
  /// What starting a stage costs: about 0.1 µs at 20 multiply-accumulates a nanosecond.
  public var stageOverhead = 2000.0
  /// What each parameter read from memory costs: 4 bytes at 10 GB/s against 20
  /// multiply-accumulates a nanosecond.
  public var parameterCost = 8.0
  /// What each element of a state written and read again costs.
  public var stateCost = 1.0

  public init() {}

  /// The dense M × N layer.
  public func cost(rows: Int, columns: Int) -> Double {
    Double(rows) * Double(columns) * (1 + parameterCost) + stageOverhead
  }

  /// A tensor train whose cores are applied in the given order.
  public func cost(of shape: TTShape, order: [Int]) -> Double {
    shape.stages(order: order).reduce(parameterCost * Double(shape.parameterCount)) {
      $0 + cost(of: $1)
    }
  }

  /// One stage, without the reading of its core.
  func cost(of stage: TTStage) -> Double {
    // Vectors run along Q, or along R where that wastes less.
    let lanes = min(padded(stage.Q) * Double(stage.R), Double(stage.Q) * padded(stage.R))
    return stageOverhead + Double(stage.P) * Double(stage.K) * lanes
      + stateCost * Double(stage.inputCount + stage.outputCount)
  }

  private func padded(_ count: Int) -> Double {
    Double((count + panel - 1) / panel * panel)
  }
}
