/// How much the outputs of the network change when one layer has some error: measured at a few
/// trials, interpolated between them.
public struct SensitivityCurve: Hashable, Sendable {
  /// A layer alone replaced by one option.
  public struct Trial: Hashable, Sendable {
    /// The relative error that was predicted for the layer.
    public let error: Double
    /// The loss that was measured for the network.
    public let loss: Double

    public init(error: Double, loss: Double) {
      self.error = error
      self.loss = loss
    }
  }

  /// By rising error, from (0, 0); losses never fall.
  public let points: [Trial]

  /// More error should not mean less loss. Where trials say so it is noise, and neighbours are
  /// averaged until none does (isotonic regression by pooling, Barlow et al. 1972).
  public init(_ trials: [Trial]) {
    var pools: [(error: Double, loss: Double, count: Double)] = []
    for trial in trials.sorted(by: { $0.error < $1.error }) where trial.loss.isFinite {
      var pool = (error: trial.error, loss: trial.loss, count: 1.0)
      while let last = pools.last, last.loss >= pool.loss || last.error == pool.error {
        let count = last.count + pool.count
        pool = (
          (last.error * last.count + pool.error * pool.count) / count,
          (last.loss * last.count + pool.loss * pool.count) / count, count
        )
        pools.removeLast()
      }
      pools.append(pool)
    }
    points =
      [Trial(error: 0, loss: 0)]
      + pools.filter { $0.error > 0 }.map { Trial(error: $0.error, loss: $0.loss) }
  }

  /// The loss to expect at an error: linear in its square between the trials and beyond the last
  /// one, since a small change of the outputs is.
  public func loss(at error: Double) -> Double {
    let square = error * error
    let upper = points.firstIndex { $0.error >= error } ?? points.count - 1
    guard upper > 0 else { return points.count > 1 ? 0 : square }
    let (a, b) = (points[upper - 1], points[upper])
    if error > b.error { return b.loss * square / (b.error * b.error) }
    let share = (square - a.error * a.error) / (b.error * b.error - a.error * a.error)
    return a.loss + share * (b.loss - a.loss)
  }
}
