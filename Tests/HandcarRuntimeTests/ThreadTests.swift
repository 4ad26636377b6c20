import Foundation
import HandcarFormat
import HandcarRuntime
import RuntimeChecks
import TestSupport
import Testing
import _HandcarShims

@Suite struct ThreadTests {
  /// However an operation is cut, every element is computed as in the whole.
  @Test(arguments: RandomOperation.kinds) func sameBitsForAnyNumberOfThreads(_ kind: String) throws
  {
    for seed in 0..<60 as Range<UInt64> {
      let sample = RandomOperation.model(kind, seed: seed)
      let expected = try outputs(sample.file, threads: 1)
      for threads in [2, 3, 4, 7] {
        #expect(
          try outputs(sample.file, threads: threads) == expected, "\(sample), \(threads) threads")
      }
    }
  }

  /// Few entries with long rows are cut entry by entry, and within one where there are more threads.
  @Test(arguments: 2...7, [MatrixLayout.rowMajor, .panels])
  func sameBitsForFewEntries(_ entries: Int, _ layout: MatrixLayout) throws {
    for rows in [1, 7, 16, 17, 40] {
      for bias in [BiasMode.none, .perRow, .full] {
        var a = ContractionAttributes()
        (a.batch, a.depth, a.rows, a.columns) = (entries, 5, rows, 41)
        (a.layout, a.biasMode, a.biasPeriod) = (layout, bias, entries)
        let file = SampleModels.single("few entries", a, arenaInputs: [0], activation: .relu).file
        let expected = try outputs(file, threads: 1)
        for threads in [2, 3, 4, 7] {
          #expect(
            try outputs(file, threads: threads) == expected,
            "\(rows) rows, bias \(bias), \(threads) threads")
        }
      }
    }
  }

  @Test(arguments: SampleModels.all()) func sameBitsForSamples(_ sample: SampleModels.Sample) throws
  {
    let expected = try outputs(sample.file, threads: 1)
    for threads in [2, 3, 4, 7, 32] {
      #expect(try outputs(sample.file, threads: threads) == expected, "\(threads) threads")
    }
  }

  /// Operations one after the other, each of which needs all of the one before.
  @Test func sameBitsForManyRunsOfManyOperations() throws {
    var builder = HandcarFileBuilder()
    var generator = SeededGenerator(seed: 3)
    let width = 48
    var x = builder.addInput([1, width])
    for _ in 0..<20 {
      var a = ContractionAttributes()
      (a.batch, a.depth, a.rows, a.columns) = (1, width, width, 1)
      x = builder.append(
        a, inputs: [x, builder.addParameters(generator.floats(width * width)), nil],
        activation: .tanh)
    }
    builder.addOutput([1, width], at: x)
    let file = builder.build()
    let alone = try ModelRun(file)
    let together = try ModelRun(file, threads: 3)
    for seed in 0..<200 as Range<UInt64> {
      alone.fillInputs(seed: seed)
      together.fillInputs(seed: seed)
      alone.run()
      together.run()
      #expect(alone.output(0, as: UInt32.self) == together.output(0, as: UInt32.self))
      #expect(alone.isIntact && together.isIntact)
    }
  }

  @Test func refusesImpossibleThreadCounts() throws {
    let file = SampleModels.linear().build()
    let run = try ModelRun(file)
    #expect(run.model.arenaSize(threads: 32) == run.model.arenaSize)
    for threads in [0, -1, 33, Int.max] {
      #expect(run.model.arenaSize(threads: threads) == nil)
      #expect(throws: RuntimeError.threadCount) { try ModelRun(file, threads: threads) }
    }
  }

  /// One thread: the arena of the file and the counters. Each further one: the largest scratch memory.
  @Test func scratchOfEachThread() throws {
    let file = try #require(SampleModels.all().first { $0.name == "convolution 3" }).file
    let run = try ModelRun(file)
    let scratch = run.model.view.operations[0].operands[OperationRecord.auxiliaryOperand].byteCount
    #expect(scratch > 0)
    for threads in 1...5 {
      let size = run.model.arenaSize + (threads - 1) * Int(scratch)
      #expect(run.model.arenaSize(threads: threads) == size)
    }
  }

  private func outputs(_ file: [UInt8], threads: Int) throws -> [[UInt8]] {
    let run = try ModelRun(file, threads: threads)
    run.fillInputs(seed: 5)
    run.run()
    #expect(run.isIntact)
    return (0..<run.session.outputCount).map { run.output($0, as: UInt8.self) }
  }
}
