import HandcarFormat
@testable import HandcarRuntime
import RuntimeChecks
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

  /// So that the memory of a session is the same on every machine.
  @Test(arguments: [
    (OperationKind.contraction, MemoryLayout<hck_contraction>.size),
    (.convolution, MemoryLayout<hck_convolution>.size), (.pool, MemoryLayout<hck_pool>.size),
    (.binary, MemoryLayout<hck_binary>.size), (.activate, MemoryLayout<hck_activate>.size),
    (.softmax, MemoryLayout<hck_softmax>.size), (.permute, MemoryLayout<hck_permute>.size),
    (.copy, MemoryLayout<hck_copy>.size), (.pad, MemoryLayout<hck_pad>.size),
    (.reduceMean, MemoryLayout<hck_reduce_mean>.size),
    (.matrixProduct, MemoryLayout<hck_matrix_product>.size),
    (.normalize, MemoryLayout<hck_normalize>.size),
  ])
  func stepsHoldTheirArguments(_ kind: OperationKind, argumentByteCount: Int) {
    #expect(MemoryLayout<Step>.size <= Step.headerByteCount)
    let needed = Step.headerByteCount + argumentByteCount
    #expect(kind.stepByteCount == (needed + 63) / 64 * 64)
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
