internal import HandcarRuntime
internal import TestSupport

/// One model for each kind of operation; the second run gives the bits of the first.
@Sendable func runEveryKindTwice(_ report: inout CheckReport) throws(RuntimeError) {
  for sample in SampleModels.all() {
    let run = try ModelRun(sample.file)
    run.setInputs(byte: 1)
    report.run(run, sample.name)
    let first = run.output(0, as: UInt8.self)
    run.setInputs(byte: 1)
    report.run(run, sample.name)
    report.expectEqual(run.output(0), first, sample.name)
  }
}

/// Any number of threads gives the bits of one.
@Sendable func runEveryKindOnThreads(_ report: inout CheckReport) throws(RuntimeError) {
  for sample in SampleModels.all() {
    let alone = try ModelRun(sample.file)
    alone.fillInputs(seed: 5)
    report.run(alone, sample.name)
    for threads in [2, 3, 8] {
      let together = try ModelRun(sample.file, threads: threads)
      together.fillInputs(seed: 5)
      report.run(together, "\(sample.name), \(threads) threads")
      report.expectEqual(
        together.output(0), alone.output(0, as: UInt8.self), "\(sample.name), \(threads) threads")
    }
  }
}

@Sendable func compareTestVectors(_ report: inout CheckReport) throws(RuntimeError) {
  var builder = SampleModels.linear()
  let bytes = [UInt8](repeating: 0, count: 16)
  builder.addTestVector(inputs: [bytes], outputs: [bytes])
  let run = try ModelRun(builder.build())
  report.expect(run.session.testVectorCount == 2, "the number of test vectors")
  report.expect(run.passesTestVector(0) == (true, 0), "the first vector passes")
  // A zero input gives the bias 1…4.
  report.expect(run.passesTestVector(1) == (false, 4), "the second vector differs by 4")
  report.expect(run.isIntact, "a test vector wrote outside the arena")
}
