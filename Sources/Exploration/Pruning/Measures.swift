/// What a factorized layer is judged by; smaller is better in each.
public enum Measure: String, Hashable, Sendable, CaseIterable {
  case parameters, time, multiplyAccumulates, peakScratch, error
}

/// The measures of a solution, or of the part of it that is decided.
struct Measures: Hashable, Sendable {
  var parameters = 0.0
  var time = 0.0
  var multiplyAccumulates = 0.0
  /// Scalars.
  var peakScratch = 0.0
  /// The squared upper bound of the relative error: squares add up over the bonds.
  var squaredError = 0.0

  /// What the parts of a solution come to together.
  static func + (a: Measures, b: Measures) -> Measures {
    Measures(
      parameters: a.parameters + b.parameters, time: a.time + b.time,
      multiplyAccumulates: a.multiplyAccumulates + b.multiplyAccumulates,
      peakScratch: max(a.peakScratch, b.peakScratch),
      squaredError: a.squaredError + b.squaredError)
  }

  /// The smaller of both in each measure.
  func lowest(_ other: Measures) -> Measures {
    Measures(
      parameters: min(parameters, other.parameters), time: min(time, other.time),
      multiplyAccumulates: min(multiplyAccumulates, other.multiplyAccumulates),
      peakScratch: min(peakScratch, other.peakScratch),
      squaredError: min(squaredError, other.squaredError))
  }

  static let unreachable = Measures(
    parameters: .infinity, time: .infinity, multiplyAccumulates: .infinity,
    peakScratch: .infinity, squaredError: .infinity)
}

/// The comparison of solutions in some of the measures.
struct Dominance: Sendable {
  private let parameters: Bool
  private let time: Bool
  private let multiplyAccumulates: Bool
  private let peakScratch: Bool
  private let error: Bool

  init(_ objectives: Set<Measure>) {
    parameters = objectives.contains(.parameters)
    time = objectives.contains(.time)
    multiplyAccumulates = objectives.contains(.multiplyAccumulates)
    peakScratch = objectives.contains(.peakScratch)
    error = objectives.contains(.error)
  }

  /// Whether `a` is at most `slack` times `b` in every objective (errors are squared, and so is
  /// their slack).
  @inline(__always)
  func covers(_ a: Measures, _ b: Measures, slack: Double = 1) -> Bool {
    (!parameters || a.parameters <= b.parameters * slack) && (!time || a.time <= b.time * slack)
      && (!error || a.squaredError <= b.squaredError * (slack * slack))
      && (!multiplyAccumulates || a.multiplyAccumulates <= b.multiplyAccumulates * slack)
      && (!peakScratch || a.peakScratch <= b.peakScratch * slack)
  }
}
