import HandcarFormat
import HandcarRuntime
import TestSupport
import Testing

/// Opens a file from guarded memory and runs it in a guarded arena of exactly the size it asks for.
final class ModelRun {
  let model: Model
  private(set) var session: Session
  private let file: GuardedBuffer<UInt8>
  private let arena: GuardedBuffer<UInt8>

  init(_ bytes: [UInt8], isMeasured: Bool = false) throws {
    file = GuardedBuffer<UInt8>(aligning: bytes)
    model = try Model(
      borrowing: UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(file.bytes)[..<bytes.count]))
    arena = GuardedBuffer<UInt8>(byteCount: model.arenaSize)
    session = try Session(model, arena: arena.bytes, isMeasured: isMeasured)
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
