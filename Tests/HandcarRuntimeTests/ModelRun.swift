import HandcarFormat
import HandcarRuntime
import TestSupport
import Testing
import _HandcarShims

/// Opens a file from guarded memory and runs it in a guarded arena of exactly the size it asks for. With several
/// threads every operation is divided, however small it is.
final class ModelRun {
  let model: Model
  private(set) var session: Session
  private let file: GuardedBuffer<UInt8>
  private let arena: GuardedBuffer<UInt8>
  private let pool: UnsafeMutableRawPointer

  init(_ bytes: [UInt8], threads: Int = 1, isMeasured: Bool = false) throws {
    file = GuardedBuffer<UInt8>(aligning: bytes)
    model = try Model(
      borrowing: UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(file.bytes)[..<bytes.count]))
    arena = GuardedBuffer<UInt8>(byteCount: model.arenaSize(threads: threads) ?? model.arenaSize)
    pool = .allocate(byteCount: MemoryLayout<hcos_pool>.size, alignment: 64)
    var workers = Workers(
      threads: threads, storage: pool.bindMemory(to: hcos_pool.self, capacity: 1))
    workers.smallestWork = 0
    session = try Session(model, arena: arena.bytes, workers: workers, isMeasured: isMeasured)
  }

  deinit {
    session.end()
    pool.deallocate()
  }

  /// Fills the inputs with bits that are small numbers in every type.
  func fillInputs(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for index in 0..<session.inputCount {
      let record = model.view.inputs[index]
      if record.elementType == ElementType.float32.rawValue {
        setInput(index, generator.floats(Int(record.byteCount) / 4))
      } else {
        setInput(
          index, (0..<record.byteCount).map { _ in UInt8.random(in: 0...9, using: &generator) })
      }
    }
  }

  func setInput<Element>(_ index: Int, _ values: [Element]) {
    let size = Int(model.view.inputs[index].byteCount)
    values.withUnsafeBytes {
      precondition($0.count == size, "an input of \(size) bytes is given \($0.count)")
      session.input(index).copyMemory(from: $0.baseAddress!, byteCount: size)
    }
  }

  func run() {
    session.run()
    #expect(arena.isIntact)
  }

  func output<Element>(_ index: Int, as type: Element.Type = Element.self) -> [Element] {
    let count = Int(model.view.outputs[index].byteCount) / MemoryLayout<Element>.stride
    let start = session.output(index).assumingMemoryBound(to: type)
    return Array(UnsafeBufferPointer(start: start, count: count))
  }
}

/// Whether two runs of numbers agree within the rounding of a few operations.
func agree(_ actual: [Float], _ expected: [Float]) -> Bool {
  actual.count == expected.count
    && zip(actual, expected).allSatisfy { abs($0 - $1) <= 1e-5 + 1e-5 * abs($1) }
}
