import Foundation

/// How the numbers of an axis become places along it.
public struct PlotScale: Sendable {
  public enum Kind: Sendable {
    case linear
    /// Zero stands below the smallest positive number.
    case logarithmic
  }

  let kind: Kind
  private let lower: Double
  private let upper: Double
  private let hasZero: Bool

  /// A scale that shows all of some numbers; infinite ones do not count, nor do negative ones on a
  /// logarithmic scale.
  public init(_ kind: Kind, showing values: [Double]) {
    self.kind = kind
    let finite = values.filter(\.isFinite)
    switch kind {
    case .linear:
      hasZero = false
      let (low, high) = (min(finite.min() ?? 0, 0), finite.max() ?? 1)
      (lower, upper) = (low, high > low ? low + (high - low) * 1.05 : low + 1)
    case .logarithmic:
      let positive = finite.filter { $0 > 0 }.map(log10)
      hasZero = finite.contains(0)
      let (low, high) = (positive.min() ?? 0, positive.max() ?? 1)
      let margin = max((high - low) * 0.05, 0.05)
      lower = low - (hasZero ? max((high - low) * 0.15, 0.3) : margin)
      upper = high + margin
    }
  }

  /// The place of a number, 0 at the lower end and 1 at the upper one.
  public func position(_ value: Double) -> Double {
    let place: Double
    switch kind {
    case .linear: place = value
    case .logarithmic:
      // Zero, a little above the end.
      place = value > 0 ? log10(value) : lower + (upper - lower) * 0.03
    }
    return min(max((place - lower) / (upper - lower), 0), 1)
  }

  /// Round numbers for labels, about five of them.
  public var ticks: [(value: Double, label: String)] {
    switch kind {
    case .linear:
      return PlotScale.steps(from: lower, through: upper).map { ($0, PlotScale.label($0)) }
    case .logarithmic:
      let floor = hasZero ? lower + (upper - lower) * 0.1 : lower
      var values = stride(from: floor.rounded(.up), through: upper, by: 1).map { pow(10, $0) }
      if values.count > 7 {
        let every = (values.count + 5) / 6
        values = values.enumerated().filter { $0.offset % every == 0 }.map(\.element)
      } else if values.count < 3 {
        let powers = Int(floor.rounded(.down))...Int(upper.rounded(.up))
        values = powers.flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
          .filter { log10($0) >= floor && log10($0) <= upper }
      }
      // Less than a factor of four or so: hardly bent.
      if values.count < 3 {
        values = PlotScale.steps(from: pow(10, floor), through: pow(10, upper))
      }
      return (hasZero ? [(0, "0")] : []) + values.map { ($0, PlotScale.label($0)) }
    }
  }

  /// Multiples of 1, 2 or 5 times a power of ten, about five of them.
  private static func steps(from lower: Double, through upper: Double) -> [Double] {
    let rough = (upper - lower) / 5
    let power = pow(10, floor(log10(rough)))
    let step = ([1, 2, 5, 10].first { $0 * power >= rough } ?? 10) * power
    return stride(from: (lower / step).rounded(.up) * step, through: upper, by: step).map {
      abs($0) < step / 1e6 ? 0 : $0
    }
  }

  private static func label(_ value: Double) -> String {
    if value == 0 { return "0" }
    if abs(value) >= 1000 {
      let text = Format.magnitude(value)
      // 2.00 k says no more than 2 k.
      return text.replacing(".00", with: "").replacing(".0 ", with: " ")
    }
    return String(format: "%.3g", value)
  }
}
