internal import CHandcar
internal import HandcarABI

/// One user of a model with memory of its own. Belongs to one thread at a time.
public final class Session {
  public let model: Model
  private let handle: UnsafeMutablePointer<hc_session>
  private let arena: UnsafeMutableRawBufferPointer

  /// Allocates the arena, prepares it and starts the threads beside the caller's. `isMeasured` takes the time of
  /// every layer of every run.
  public init(_ model: Model, threads: Int = 1, isMeasured: Bool = false) throws {
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(model.arenaSize(threads: threads), 1), alignment: Int(HC_ALIGNMENT))
    arena.initializeMemory(as: UInt8.self, repeating: 0)
    let handle = UnsafeMutablePointer<hc_session>.allocate(capacity: 1)
    handle.initialize(to: hc_session())
    var options = hc_options(threads: threads, isMeasured: isMeasured)
    let status = hc_session_init(
      handle, model.handle, arena.baseAddress, arena.count, &options)
    guard status == HC_OK else {
      handle.deallocate()
      arena.deallocate()
      throw RuntimeFailure(status, model.subject)
    }
    self.model = model
    self.handle = handle
    self.arena = arena
  }

  deinit {
    hc_session_end(handle)
    handle.deallocate()
    arena.deallocate()
  }

  /// The memory of an input, to be filled before each run: a run may overwrite it. The index must exist.
  public func input(_ index: Int) -> UnsafeMutableRawBufferPointer {
    var data: UnsafeMutableRawPointer?
    let status = hc_session_input(handle, index, &data)
    precondition(status == HC_OK, "there is no input \(index)")
    return UnsafeMutableRawBufferPointer(start: data, count: model.inputs[index].byteCount)
  }

  /// The memory of an output, valid after a run and until the next one. The index must exist.
  public func output(_ index: Int) -> UnsafeRawBufferPointer {
    var data: UnsafeRawPointer?
    let status = hc_session_output(handle, index, &data)
    precondition(status == HC_OK, "there is no output \(index)")
    return UnsafeRawBufferPointer(start: data, count: model.outputs[index].byteCount)
  }

  /// Copies bytes into an input; their number must be the input's.
  public func setInput(_ index: Int, bytes: [UInt8]) throws {
    guard model.inputs.indices.contains(index) else {
      throw RuntimeFailure(HC_ERROR_INDEX_OUT_OF_RANGE, "\(model.subject), input \(index)")
    }
    guard bytes.count == model.inputs[index].byteCount else {
      throw RuntimeFailure(
        HC_ERROR_INVALID_ARGUMENT,
        "\(model.subject), input '\(model.inputs[index].name)' of "
          + "\(model.inputs[index].byteCount) bytes given \(bytes.count)")
    }
    input(index).copyBytes(from: bytes)
  }

  /// Copies numbers into a Float32 input; their number must be the input's.
  public func setInput(_ index: Int, _ values: [Float]) throws {
    try setInput(index, bytes: values.withUnsafeBytes(Array.init))
  }

  /// The bytes of an output.
  public func outputBytes(_ index: Int) -> [UInt8] { Array(output(index)) }

  /// The numbers of a Float32 output.
  public func outputFloats(_ index: Int) -> [Float] {
    Array(output(index).bindMemory(to: Float.self))
  }

  /// Computes the outputs from the inputs; cannot fail.
  public func run() {
    let status = hc_session_run(handle)
    precondition(status == HC_OK, "a session of a verified model cannot fail")
  }

  /// Time of each layer so far; empty unless the session is measured.
  public var layerTimes: [LayerTime] {
    var rows = [hc_layer_profile](repeating: hc_layer_profile(), count: model.layers.count)
    var count = rows.count
    guard hc_session_profile(handle, &rows, &count) == HC_OK else { return [] }
    return rows.prefix(count).map { LayerTime(nanoseconds: $0.nanoseconds, runs: $0.runs) }
  }

  /// Runs a test vector of the file and compares: the largest absolute difference and whether every
  /// element is within the tolerance. Overwrites the inputs.
  public func selfTest(_ index: Int) throws -> (passed: Bool, largestError: Double) {
    var largestError = 0.0
    let status = hc_session_self_test(handle, index, &largestError)
    if status != HC_OK && status != HC_ERROR_TEST_FAILED {
      throw RuntimeFailure(status, "\(model.subject), test vector \(index)")
    }
    return (status == HC_OK, largestError)
  }
}

extension hc_options {
  init(threads: Int, isMeasured: Bool) {
    self.init(
      struct_size: MemoryLayout<hc_options>.size, threads: UInt32(clamping: threads),
      profile: isMeasured ? 1 : 0)
  }
}
