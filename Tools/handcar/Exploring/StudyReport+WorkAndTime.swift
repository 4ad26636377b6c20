import Exploration
import Reporting

extension StudyReport {
  /// Where less arithmetic does not mean less time: for each layer the solution of least work and the fastest one,
  /// among those that are predicted to be as exact as the chosen one.
  var workAndTime: String {
    let differing = rows.compactMap { row -> String? in
      guard !row.chosen.candidate.isDense else { return nil }
      let asExact = row.front.options.filter {
        !$0.candidate.isDense && $0.predictedError <= row.chosen.predictedError
      }.map(\.candidate)
      guard
        let least = asExact.min(by: {
          ($0.multiplyAccumulates, $0.time) < ($1.multiplyAccumulates, $1.time)
        }),
        let fastest = asExact.min(by: { $0.time < $1.time }), fastest.time < 0.99 * least.time
      else { return nil }
      let work = Double(fastest.multiplyAccumulates) / Double(max(least.multiplyAccumulates, 1))
      return "\(row.name): \(least) works least, \(fastest) is "
        + "\(Format.ratio(least.time / fastest.time)) as fast with \(Format.ratio(work)) the work"
    }
    if differing.isEmpty { return "agree: what works least of what is as exact is the fastest" }
    return "of what is as exact as chosen, " + differing.joined(separator: "; ")
  }
}
