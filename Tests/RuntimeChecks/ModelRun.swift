internal import HandcarFormat
public import HandcarRuntime
internal import TestSupport
internal import _HandcarShims

/// Opens a file from guarded memory and runs it in a guarded arena of exactly the size it asks for. With several
/// threads every operation is divided, however small it is.
public final class ModelRun {
  public let model: Model
  public private(set) var session: Session
  private let file: GuardedBuffer<UInt8>
  private let arena: GuardedBuffer<UInt8>
  private let pool: GuardedBuffer<UInt8>

  public init(
    _ bytes: [UInt8], threads: Int = 1, isMeasured: Bool = false
  ) throws(RuntimeError) {
    file = GuardedBuffer<UInt8>(aligning: bytes)
    model = try Model(
      borrowing: UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(file.bytes)[..<bytes.count]))
    arena = GuardedBuffer<UInt8>(byteCount: model.arenaSize(threads: threads) ?? model.arenaSize)
    pool = GuardedBuffer<UInt8>(byteCount: (MemoryLayout<hcos_pool>.size + 63) / 64 * 64)
    var workers = Workers(
      threads: threads,
      storage: UnsafeMutableRawPointer(pool.pointer).bindMemory(to: hcos_pool.self, capacity: 1))
    workers.smallestWork = 0
    session = try Session(model, arena: arena.bytes, workers: workers, isMeasured: isMeasured)
  }

  deinit { session.end() }

  /// Fills the inputs with bits that are small numbers in every type.
  public func fillInputs(seed: UInt64) {
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

  public func setInput<Element>(_ index: Int, _ values: [Element]) {
    let size = Int(model.view.inputs[index].byteCount)
    values.withUnsafeBytes {
      precondition($0.count == size, "an input is given another number of bytes")
      session.input(index).copyMemory(from: $0.baseAddress!, byteCount: size)
    }
  }

  /// Sets every byte of every input.
  public func setInputs(byte: UInt8) {
    for input in 0..<session.inputCount {
      setInput(input, [UInt8](repeating: byte, count: Int(model.view.inputs[input].byteCount)))
    }
  }

  public func run() { session.run() }

  /// Whether nothing was written outside the arena.
  public var isIntact: Bool { arena.isIntact && file.isIntact }

  public func passesTestVector(_ index: Int) -> (passed: Bool, largestError: Double) {
    session.passesTestVector(index)
  }

  public func output<Element>(_ index: Int, as type: Element.Type = Element.self) -> [Element] {
    let count = Int(model.view.outputs[index].byteCount) / MemoryLayout<Element>.stride
    let start = session.output(index).assumingMemoryBound(to: type)
    return withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: start, count: count)) }
  }
}

extension CheckReport {
  /// Runs a model and expects it to stay inside its arena.
  mutating func run(_ model: ModelRun, _ context: @autoclosure () -> String) {
    model.run()
    expect(model.isIntact, "\(context()) wrote outside the arena")
  }

  /// Expects numbers to agree within the rounding of a few operations.
  mutating func expectAgreement(
    _ actual: [Float], _ expected: [Double], _ context: @autoclosure () -> String
  ) {
    let tolerance = Tolerance(perTerm: 0, relative: 1e-5)
    expectClose(
      actual, expected.map { Reference($0, magnitude: 1 + abs($0)) }, tolerance, terms: 0, context()
    )
  }
}
