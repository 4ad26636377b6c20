import HandcarFormat
import HandcarRuntime
import TestSupport
import Testing
import _HandcarShims

@Suite struct SessionTests {
  /// The C storages hold a tag of 16 bytes and the value; that of a session then, on a multiple of 64 bytes, the
  /// pool; see handcar.h.
  @Test func fitsTheStorageOfTheHeader() {
    #expect(MemoryLayout<Model>.size <= 32 * 8 - 16)
    #expect(MemoryLayout<Session>.size <= 512 - 16)
    #expect(512 + 56 + MemoryLayout<hcos_pool>.size <= 160 * 8)
    #expect(MemoryLayout<Model>.alignment <= 8 && MemoryLayout<Session>.alignment <= 8)
  }

  @Test(arguments: SampleModels.all()) func runsEveryKindOfOperation(_ sample: SampleModels.Sample)
    throws
  {
    let run = try ModelRun(sample.file)
    for input in 0..<run.session.inputCount {
      run.setInput(input, [UInt8](repeating: 1, count: Int(run.model.view.inputs[input].byteCount)))
    }
    run.run()
    let first = run.output(0, as: UInt8.self)
    for input in 0..<run.session.inputCount {
      run.setInput(input, [UInt8](repeating: 1, count: Int(run.model.view.inputs[input].byteCount)))
    }
    run.run()
    #expect(run.output(0, as: UInt8.self) == first)
  }

  @Test func measuresLayers() throws {
    let run = try ModelRun(SampleModels.linear().build(), isMeasured: true)
    for _ in 0..<3 { run.run() }
    #expect(run.session.isMeasured && run.session.measuredRuns == 3)
    let unmeasured = try ModelRun(SampleModels.linear().build())
    unmeasured.run()
    #expect(!unmeasured.session.isMeasured && unmeasured.session.measuredRuns == 0)
    #expect(unmeasured.session.nanoseconds(inLayer: 0) == 0)
  }

  @Test func comparesTestVectors() throws {
    var builder = SampleModels.linear()
    let wrong: [Float] = [0, 0, 0, 0]
    let bytes = wrong.withUnsafeBytes(Array.init)
    builder.addTestVector(inputs: [bytes], outputs: [bytes])
    let run = try ModelRun(builder.build())
    var session = run.session
    #expect(session.testVectorCount == 2)
    #expect(session.passesTestVector(0) == (true, 0))
    // A zero input gives the bias 1…4.
    #expect(session.passesTestVector(1) == (false, 4))
  }

  @Test func refusesMisalignedMemory() throws {
    let file = SampleModels.linear().build()
    let memory = GuardedBuffer<UInt8>(byteCount: (file.count + 127) / 64 * 64)
    let shifted = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[8..<8 + file.count])
    shifted.copyBytes(from: file)
    #expect(throws: RuntimeError.misaligned) {
      try Model(borrowing: UnsafeRawBufferPointer(shifted))
    }
  }
}
