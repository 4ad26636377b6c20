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

/// Whether a file that is accepted holds what was written.
func isIntact(_ file: [UInt8]) throws -> Bool {
  let memory = GuardedBuffer<UInt8>(aligning: file)
  let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory.bytes)[..<file.count])
  return try withExtendedLifetime(memory) { try ModelView(verifying: bytes).isIntact }
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

  /// In the head when the file is opened, all others and the file's checksum itself when it is asked for.
  @Test(arguments: SampleModels.all())
  func findsEveryDamagedByte(_ sample: SampleModels.Sample) throws {
    #expect(try isIntact(sample.file))
    let headSize = CorruptibleFile(sample.file).headSize
    #expect(headSize < sample.file.count)
    for index in sample.file.indices {
      var damaged = sample.file
      damaged[index] ^= 0x10
      if index < headSize, !(24..<28).contains(index) {
        #expect(fault(of: damaged) != nil, "byte \(index)")
      } else {
        #expect(try !isIntact(damaged), "byte \(index)")
      }
    }
  }

  /// Without a size of the head, as in version 0.1, all of the file is verified when it is opened.
  @Test func readsTheWholeOfAnOlderFile() throws {
    var older = CorruptibleFile(SampleModels.linear().build())
    older.store(UInt16(1), at: 10)
    older.store(UInt32(0), at: 44)
    older.store(UInt64(0), at: 48)
    #expect(fault(of: older.sealed) == nil)
    #expect(try isIntact(older.sealed))
    for index in older.bytes.indices {
      var damaged = older.sealed
      damaged[index] ^= 0x10
      #expect(fault(of: damaged) != nil, "byte \(index)")
    }
  }

  /// Behind the head there is nothing here but a page that may not be touched.
  @Test(arguments: SampleModels.all())
  func readsTheHeadAlone(_ sample: SampleModels.Sample) throws {
    let headSize = Int(CorruptibleFile(sample.file).headSize)
    let head = GuardedBuffer<UInt8>(aligning: Array(sample.file[..<headSize]))
    let view = try withExtendedLifetime(head) {
      try ModelView(
        verifying: UnsafeRawBufferPointer(start: head.bytes.baseAddress, count: sample.file.count))
    }
    #expect(view.operations.count > 0)
  }

  @Test func ignoresWhatALaterMinorVersionAdds() {
    let file = SampleModels.linear().build()
    var later = CorruptibleFile(file)
    later.store(UInt16(99), at: 10)
    #expect(fault(of: later.sealed) == nil)

    for (flags, expected) in [(1, .sectionUnknown), (0, nil)]
      as [(UInt32, VerificationError.Fault?)]
    {
      var unknown = CorruptibleFile(file)
      unknown.storeSection(.provenance, field: 4, flags)
      unknown.storeSection(.provenance, field: 0, UInt32(77))
      #expect(fault(of: unknown.sealed) == expected)
    }
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
