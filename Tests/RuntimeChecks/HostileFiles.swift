internal import HandcarFormat
internal import HandcarRuntime
internal import TestSupport

// Damaged files are refused, or run inside their memory: guard pages surround file and arena.

/// Opens the bytes and runs what opens; true when it ran.
private func survives(_ bytes: [UInt8], _ report: inout CheckReport) -> Bool {
  // Larger arenas are only verified, to keep the check quick.
  let largestArena = 1 << 20
  let file = GuardedBuffer<UInt8>(aligning: bytes)
  let contents = UnsafeRawBufferPointer(file.bytes)
  return withExtendedLifetime(file) {
    guard
      let model = try? Model(borrowing: UnsafeRawBufferPointer(rebasing: contents[..<bytes.count])),
      model.arenaSize <= largestArena
    else { return false }
    let arena = GuardedBuffer<UInt8>(byteCount: model.arenaSize)
    guard var session = try? Session(model, arena: arena.bytes, isMeasured: false) else {
      return false
    }
    session.run()
    for index in 0..<session.testVectorCount { _ = session.passesTestVector(index) }
    report.expect(arena.isIntact, "a damaged file wrote outside its arena")
    return true
  }
}

/// Bits, bytes and pieces anywhere, with the checksums mended and without.
@Sendable func openMutatedFiles(_ rounds: Rounds, _ report: inout CheckReport) {
  let samples = SampleModels.all()
  let count = rounds.count(4_000)
  for seed in [20_261, 7, 99] as [UInt64] {
    var generator = SeededGenerator(seed: seed)
    var ran = 0
    for round in 0..<count {
      var bytes = samples[round % samples.count].file.mutated(using: &generator)
      if round % 8 != 0 { HandcarFileBuilder.seal(&bytes) }
      if survives(bytes, &report) { ran += 1 }
    }
    report.expect(
      ran > count / 40 && ran < count - count / 40, "seed \(seed): \(ran) of \(count) files ran")
  }
}

/// Whole fields of the records replaced by values at the borders of what is allowed.
@Sendable func openBorderValues(_ rounds: Rounds, _ report: inout CheckReport) {
  let values: [UInt32] = [
    0, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 24, 32, 48, 63, 64, 65, 128, 192, 256, 1 << 10,
    1 << 20, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, 1 << 31, .max - 63, .max - 7, .max - 1, .max,
  ]
  let samples = SampleModels.all()
  let count = rounds.count(6_000)
  for seed in [31, 32] as [UInt64] {
    var generator = SeededGenerator(seed: seed)
    var ran = 0
    for round in 0..<count {
      var bytes = samples[round % samples.count].file
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        // Everything but magic and names: the fields of records lie on multiples of four.
        let field = Int.random(in: 2..<bytes.count / 4, using: &generator) * 4
        store(values.randomElement(using: &generator)!, at: field, in: &bytes)
      }
      HandcarFileBuilder.seal(&bytes)
      if survives(bytes, &report) { ran += 1 }
    }
    report.expect(ran > count / 60, "seed \(seed): \(ran) of \(count) files ran")
  }
}

/// Arena, in-place outputs and operand places moved about, which keeps most files valid.
@Sendable func openMovedOperands(_ rounds: Rounds, _ report: inout CheckReport) {
  let samples = SampleModels.all()
  let count = rounds.count(4_000)
  for seed in [41, 42] as [UInt64] {
    var generator = SeededGenerator(seed: seed)
    var ran = 0
    for round in 0..<count {
      var bytes = samples[round % samples.count].file
      let program = bytes.withUnsafeBytes { file in
        // The program is the third section of a built file.
        Int(file.loadUnaligned(fromByteOffset: 64 + 2 * 32 + 8, as: UInt64.self))
      }
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        let operand = program + 32 + 24 * Int.random(in: 0..<6, using: &generator)
        store(UInt64.random(in: 0..<256, using: &generator) * 4, at: operand + 8, in: &bytes)
        if Bool.random(using: &generator) {
          store(UInt32.random(in: 0...3, using: &generator), at: operand, in: &bytes)
        }
        if Bool.random(using: &generator) { store(UInt64(1 << 10), at: 32, in: &bytes) }
      }
      HandcarFileBuilder.seal(&bytes)
      if survives(bytes, &report) { ran += 1 }
    }
    report.expect(ran > count / 40, "seed \(seed): \(ran) of \(count) files ran")
  }
}

/// Any bits as parameters and test vectors: opening does not look at them, and no run depends on them.
@Sendable func openArbitraryParameters(_ rounds: Rounds, _ report: inout CheckReport) {
  let words: [UInt32] = [
    0, .max, 0x8000_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 1, 0x7F7F_FFFF,
  ]
  var generator = SeededGenerator(seed: 51)
  for sample in SampleModels.all() {
    for _ in 0..<rounds.count(20) {
      var bytes = sample.file
      let head = bytes.withUnsafeBytes {
        Int($0.loadUnaligned(fromByteOffset: 48, as: UInt64.self))
      }
      for place in stride(from: (head + 63) / 64 * 64, to: bytes.count, by: 4) {
        let word =
          Bool.random(using: &generator)
          ? UInt32.random(in: 0...(.max), using: &generator)
          : words.randomElement(using: &generator)!
        store(word, at: place, in: &bytes)
      }
      report.expect(survives(bytes, &report), "\(sample.name) with other parameters is refused")
    }
  }
}

private func store<T: FixedWidthInteger & BitwiseCopyable>(
  _ value: T, at offset: Int, in bytes: inout [UInt8]
) {
  bytes.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: T.self) }
}
