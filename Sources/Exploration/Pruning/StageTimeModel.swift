public import TensorTrain

/// Predicts times of layers, stage by stage; in any unit, the same for all.
///
/// A time is a sum over stages because that is what a runtime executes, and because it lets a
/// search add up times along a list of modes before the list is complete.
public protocol StageTimeModel: Sendable {
  /// The dense M × N layer for `batch` vectors.
  func time(rows: Int, columns: Int, batch: Int) -> Double
  /// One stage of a product with a tensor train.
  ///
  /// - Parameter parameters: the elements of its core.
  func time(of stage: TTStage, parameters: Int) -> Double
}

extension StageTimeModel {
  /// A tensor train whose cores are applied in the given order to `batch` vectors.
  public func time(of shape: TTShape, order: [Int], batch: Int = 1) -> Double {
    shape.stages(order: order, batch: batch).reduce(0) {
      $0 + time(of: $1, parameters: shape.coreExtents($1.core).reduce(1, *))
    }
  }
}

extension CostModel: StageTimeModel {
  public func time(rows: Int, columns: Int, batch: Int) -> Double {
    Double(rows) * Double(columns) * (Double(batch) + parameterCost) + stageOverhead
  }

  public func time(of stage: TTStage, parameters: Int) -> Double {
    parameterCost * Double(parameters) + cost(of: stage)
  }
}
