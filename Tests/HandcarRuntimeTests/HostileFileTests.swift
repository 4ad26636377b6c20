import Foundation
import HandcarFormat
import HandcarRuntime
import TestSupport
import Testing

/// Damaged files are refused, or run inside their memory: guard pages surround file and arena.
@Suite struct HostileFileTests {
  /// Larger arenas are only verified, to keep the test quick.
  private static let largestArena = 1 << 20

  /// Opens the bytes and runs what opens; true when it ran.
  private func survives(_ bytes: [UInt8]) -> Bool {
    let file = GuardedBuffer<UInt8>(aligning: bytes)
    let contents = UnsafeRawBufferPointer(file.bytes)
    guard
      let model = try? Model(borrowing: UnsafeRawBufferPointer(rebasing: contents[..<bytes.count])),
      model.arenaSize <= HostileFileTests.largestArena
    else { return false }
    let arena = GuardedBuffer<UInt8>(byteCount: model.arenaSize)
    guard var session = try? Session(model, arena: arena.bytes, isMeasured: false) else {
      return false
    }
    session.run()
    for index in 0..<session.testVectorCount { _ = session.passesTestVector(index) }
    #expect(arena.isIntact)
    return true
  }

  /// Bits, bytes and pieces anywhere, with the checksum mended and without.
  @Test(arguments: [20_261 as UInt64, 7, 99]) func mutations(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let samples = SampleModels.all()
    var ran = 0
    for round in 0..<4_000 {
      let sample = samples[round % samples.count]
      var bytes = [UInt8](Data(sample.file).mutated(using: &generator))
      if round % 8 != 0 { HandcarFileBuilder.seal(&bytes) }
      if survives(bytes) { ran += 1 }
    }
    #expect(ran > 100 && ran < 3_900, "seed \(seed): \(ran) of 4000 mutated files ran")
  }

  /// Whole fields of the records replaced by values at the borders of what is allowed.
  @Test(arguments: [31 as UInt64, 32]) func borderValues(seed: UInt64) {
    let values: [UInt32] = [
      0, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 24, 32, 48, 63, 64, 65, 128, 192, 256, 1 << 10,
      1 << 20, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, 1 << 31, .max - 63, .max - 7, .max - 1, .max,
    ]
    var generator = SeededGenerator(seed: seed)
    let samples = SampleModels.all()
    var ran = 0
    for round in 0..<6_000 {
      var bytes = samples[round % samples.count].file
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        // Everything but magic and names: the fields of records lie on multiples of four.
        let field = Int.random(in: 2..<bytes.count / 4, using: &generator) * 4
        let value = values.randomElement(using: &generator)!
        bytes.withUnsafeMutableBytes {
          $0.storeBytes(of: value, toByteOffset: field, as: UInt32.self)
        }
      }
      HandcarFileBuilder.seal(&bytes)
      if survives(bytes) { ran += 1 }
    }
    #expect(ran > 100, "seed \(seed): \(ran) of 6000 changed files ran")
  }

  /// Arena, in-place outputs and operand places moved about, which keeps most files valid.
  @Test(arguments: [41 as UInt64, 42]) func movedOperands(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let samples = SampleModels.all()
    var ran = 0
    for round in 0..<4_000 {
      var bytes = samples[round % samples.count].file
      let program = bytes.withUnsafeBytes { file in
        // The program is the third section of a built file.
        Int(file.loadUnaligned(fromByteOffset: 64 + 2 * 32 + 8, as: UInt64.self))
      }
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        let operand = program + 32 + 24 * Int.random(in: 0..<6, using: &generator)
        let offset = UInt64.random(in: 0..<256, using: &generator) * 4
        bytes.withUnsafeMutableBytes {
          $0.storeBytes(of: offset, toByteOffset: operand + 8, as: UInt64.self)
          if Bool.random(using: &generator) {
            $0.storeBytes(
              of: UInt32.random(in: 0...3, using: &generator), toByteOffset: operand,
              as: UInt32.self)
          }
          if Bool.random(using: &generator) {
            $0.storeBytes(of: UInt64(1 << 10), toByteOffset: 32, as: UInt64.self)
          }
        }
      }
      HandcarFileBuilder.seal(&bytes)
      if survives(bytes) { ran += 1 }
    }
    #expect(ran > 100, "seed \(seed): \(ran) of 4000 changed files ran")
  }
}
