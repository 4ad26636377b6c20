/// Points of which none is at least as good as another in every objective.
struct ParetoFront<Payload: Sendable>: Sendable {
  struct Point: Sendable {
    let measures: Measures
    let payload: Payload
  }

  let dominance: Dominance
  private(set) var points: [Point] = []
  /// Where the last search for a better point ended: neighbouring questions mostly have the same
  /// answer.
  private var lastHit = 0

  init(_ objectives: Set<Measure>) { dominance = Dominance(objectives) }

  /// A point that is at least as good, within a factor, or nil.
  mutating func firstCovering(_ measures: Measures, slack: Double = 1) -> Measures? {
    if lastHit < points.count,
      dominance.covers(points[lastHit].measures, measures, slack: slack)
    {
      return points[lastHit].measures
    }
    for index in points.indices
    where dominance.covers(points[index].measures, measures, slack: slack) {
      lastHit = index
      return points[index].measures
    }
    return nil
  }

  /// Takes a point in without looking at the others.
  mutating func append(_ measures: Measures, _ payload: Payload) {
    points.append(Point(measures: measures, payload: payload))
  }

  /// Takes a point in, unless one is there that is as good; those that it betters leave.
  ///
  /// - Returns: the number of points that left; nil when the new one is not taken.
  @discardableResult
  mutating func insert(_ measures: Measures, _ payload: Payload, slack: Double = 1) -> Int? {
    guard firstCovering(measures, slack: slack) == nil else { return nil }
    let before = points.count
    points.removeAll { dominance.covers(measures, $0.measures) }
    points.append(Point(measures: measures, payload: payload))
    return before - (points.count - 1)
  }

  /// At most `limit` points such that each that left is within a factor, the smallest found
  /// sufficient, of one that stayed (Laumanns et al. 2002, ε-dominance). The best point in each
  /// objective may go; the caller keeps those it needs.
  func thinned(to limit: Int) -> (points: [Point], slack: Double) {
    guard points.count > limit else { return (points, 1) }
    let ordered = points.sorted {
      ($0.measures.time, $0.measures.parameters) < ($1.measures.time, $1.measures.parameters)
    }
    var slack = 1.001
    while true {
      var kept: [Point] = []
      for point in ordered
      where !kept.contains(where: {
        dominance.covers($0.measures, point.measures, slack: slack)
      }) {
        kept.append(point)
      }
      if kept.count <= limit || slack > 1e6 { return (kept, slack) }
      slack = 1 + (slack - 1) * 1.25
    }
  }
}
