import HandcarFormat
import TestSupport
import Testing

/// The fault that a file is refused for; nil when it is accepted.
func fault(of file: [UInt8]) -> VerificationError.Fault? {
  let memory = GuardedBuffer<UInt8>(aligning: file)
  let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory.bytes)[..<file.count])
  do throws(VerificationError) {
    _ = try ModelView(verifying: bytes)
    return nil
  } catch {
    #expect(!error.description.isEmpty)
    return error.fault
  }
}

@Suite struct VerifierTests {
  @Test(arguments: SampleModels.all())
  func acceptsEveryKindOfOperation(_ sample: SampleModels.Sample) {
    #expect(fault(of: sample.file) == nil)
  }

  @Test func showsWhatTheFileHolds() throws {
    let file = SampleModels.linear().build()
    let memory = GuardedBuffer<UInt8>(aligning: file)
    let view = try ModelView(verifying: UnsafeRawBufferPointer(memory.bytes))
    #expect(view.arenaSize == 128)
    #expect((view.inputs.count, view.outputs.count, view.operations.count) == (1, 1, 1))
    #expect((view.layers.count, view.testVectors.count) == (1, 1))
    #expect(String(cString: view.text(view.inputs[0].name)) == "input")
    #expect(String(cString: view.text(view.layers[0].kind)) == "test")
    #expect(view.provenance.map { String(cString: $0) } == "{\"tool\":\"test\"}")
    #expect(view.parameters.load(fromByteOffset: 4, as: Float.self) == -7)
    #expect(view.testVectorBytes(0).load(fromByteOffset: 8, as: Float.self) == 2)
    #expect(ContractionAttributes(view.operations[0])?.depth == 4)
  }

  /// At every length, with the header left as it is and with a header that agrees with the length.
  @Test func refusesEveryTruncation() {
    let file = SampleModels.linear().build()
    for length in 0..<file.count {
      var truncated = Array(file[..<length])
      #expect(fault(of: truncated) == (length < 8 ? .notAModel : .truncated), "length \(length)")
      HandcarFileBuilder.seal(&truncated)
      // The last section's padding is not needed.
      if length < file.count - 64 { #expect(fault(of: truncated) != nil, "length \(length)") }
    }
    #expect(fault(of: file + [0]) == .tooLong)
  }

  @Test func refusesEveryDamagedByte() {
    let file = SampleModels.linear().build()
    for index in file.indices {
      var damaged = file
      damaged[index] ^= 0x10
      #expect(fault(of: damaged) != nil, "byte \(index)")
    }
  }

  @Test func ignoresWhatALaterMinorVersionAdds() {
    let file = SampleModels.linear().build()
    var later = CorruptibleFile(file)
    later.store(UInt16(99), at: 10)
    #expect(fault(of: later.sealed) == nil)

    var optional = CorruptibleFile(file)
    optional.storeSection(.provenance, field: 0, UInt32(77))
    #expect(fault(of: optional.sealed) == .sectionUnknown)
    optional.store(UInt32(0), at: optional.entry(at: optional.sectionCount - 1) + 4)
    #expect(fault(of: optional.sealed) == nil)
  }

  @Test func acceptsLongerRecords() {
    var file = CorruptibleFile(SampleModels.linear().build())
    // One input record of 64 bytes, read as one of the first 64 of a longer one.
    file.storeSection(.inputs, field: 16, UInt64(64))
    file.storeSection(.inputs, field: 28, UInt32(72))
    #expect(fault(of: file.sealed) == .sectionRecords)
    file.storeSection(.inputs, field: 28, UInt32(60))
    #expect(fault(of: file.sealed) == .sectionRecords)
  }
}
