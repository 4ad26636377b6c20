/// What a whole network must keep within.
public enum NetworkConstraint: Hashable, Sendable {
  /// Parameters at most those of the dense network divided by this.
  case ratio(Double)
  /// Bytes of the file.
  case maximumBytes(Int)
  /// Multiply-accumulates of a run.
  case maximumMultiplyAdds(Int)
  /// Time of a run, in the unit of the time model.
  case maximumTime(Double)
  /// The share of samples that may be answered worse, 0.01 for one point: accuracy lost with
  /// labels, answers that differ from the dense network's without, and the relative error of the
  /// outputs where these are no classes.
  case maximumDrop(Double)

  /// Whether costs are within it; true for a drop, which costs do not tell.
  public func admits(_ figures: NetworkFigures, dense: NetworkFigures) -> Bool {
    switch self {
    case .ratio(let ratio): Double(figures.parameters) * ratio <= Double(dense.parameters)
    case .maximumBytes(let bytes): figures.byteCount <= bytes
    case .maximumMultiplyAdds(let count): figures.multiplyAdds <= count
    case .maximumTime(let time): figures.time <= time
    case .maximumDrop: true
    }
  }
}

extension NetworkConstraint {
  /// In words.
  ///
  /// - Parameter timeText: a time with its unit, which only the user of a time model knows.
  public func description(timeText: (Double) -> String) -> String {
    switch self {
    case .ratio(let ratio): "parameters at most 1/\(short(ratio)) of the dense network's"
    case .maximumBytes(let bytes): "at most \(bytes) bytes"
    case .maximumMultiplyAdds(let count): "at most \(count) multiply-adds"
    case .maximumTime(let time): "a time of at most \(timeText(time))"
    case .maximumDrop(let drop): "a drop of at most \(short(drop * 100)) points"
    }
  }

  /// Without a fraction where there is none.
  private func short(_ number: Double) -> String {
    number.truncatingRemainder(dividingBy: 1) == 0 && number < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
