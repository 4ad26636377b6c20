public import BoardModel
public import TensorTrain

/// Nanoseconds of one thread.
extension BoardModel: StageTimeModel {
  public func time(rows: Int, columns: Int, batch: Int) -> Double {
    dense(rows: rows, columns: columns, batch: batch)
  }

  public func time(of stage: TTStage, parameters: Int) -> Double { time(of: stage) }
}
