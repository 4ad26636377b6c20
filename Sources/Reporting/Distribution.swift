/// Order statistics of a list of measurements. Medians and percentiles rather than means: times
/// have a hard floor and a long tail, made by whatever else the machine did.
public struct Distribution: Sendable {
  /// Ascending, at least one.
  private let sorted: [Double]

  /// Nil when there are no values. Cost: one sort.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    sorted = values.sorted()
  }

  public var count: Int { sorted.count }
  public var minimum: Double { sorted[0] }
  public var maximum: Double { sorted[sorted.count - 1] }
  public var mean: Double { sorted.reduce(0, +) / Double(count) }
  public var median: Double { percentile(50) }

  /// The value below which `rank` per cent of the values lie, interpolated linearly between
  /// neighbours (Hyndman and Fan 1996, definition 7, the default of NumPy and R). Ranks are clamped
  /// to 0…100.
  public func percentile(_ rank: Double) -> Double {
    let position = min(max(rank, 0), 100) / 100 * Double(count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
  }

  /// The distance between the quartiles over the median: how far a typical measurement strays. 0 if
  /// the median is.
  public var spread: Double {
    median == 0 ? 0 : (percentile(75) - percentile(25)) / median
  }
}
