import Foundation
import HandcarHost
import Reporting

/// Opens a `.hcar` file and checks every byte of it: a file that somebody hands to a command may be a bad copy.
func openModel(_ path: String) throws(Failure) -> Model {
  do {
    let model = try Model(path: path)
    try model.check()
    return model
  } catch { throw .badInput("\(error)") }
}

/// A session of a model, with as many threads as the arguments ask for.
func startSession(_ model: Model, _ arguments: Arguments, isMeasured: Bool = false)
  throws(Failure) -> Session
{
  try startSession(model, threads: arguments.threads(), isMeasured: isMeasured)
}

extension Arguments {
  /// Threads that compute.
  func threads() throws(Failure) -> Int {
    try integer("--threads", in: 1...Model.maximumThreadCount) ?? 1
  }
}

/// A session of a model.
func startSession(_ model: Model, threads: Int = 1, isMeasured: Bool = false)
  throws(Failure) -> Session
{
  // The size comes from the file; asking for more than there is would end the process.
  let arenaSize = model.arenaSize(threads: threads)
  guard arenaSize <= ProcessInfo.processInfo.physicalMemory else {
    throw .refused(
      "the model needs \(Format.bytes(arenaSize)) of working memory, more than this machine has")
  }
  do { return try Session(model, threads: threads, isMeasured: isMeasured) } catch {
    throw .refused("\(error)")
  }
}

/// What a test vector of a file said.
struct SelfTest {
  let passed: Bool
  let largestDifference: Double

  /// For scripts.
  var json: JSONValue {
    ["passed": .bool(passed), "largest_difference": .number(largestDifference)]
  }
}

/// Runs every test vector of a model.
func testVectorResults(_ model: Model, threads: Int = 1) throws(Failure) -> [SelfTest] {
  let session = try startSession(model, threads: threads)
  do {
    return try (0..<model.testVectorCount).map { index in
      let result = try session.selfTest(index)
      return SelfTest(passed: result.passed, largestDifference: result.largestError)
    }
  } catch {
    throw .badInput("\(error)")
  }
}

extension Model {
  /// Of one run.
  var multiplyAdds: Int { clampedSum(layers.map(\.multiplyAdds)) }
  var parameterCount: Int { clampedSum(layers.map(\.parameterCount)) }
}

/// The sum, or the largest number there is: the terms come from a file.
private func clampedSum(_ terms: [UInt64]) -> Int {
  terms.reduce(0) { sum, term in
    let (result, overflow) = sum.addingReportingOverflow(Int(clamping: term))
    return overflow ? .max : result
  }
}
