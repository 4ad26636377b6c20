internal import HandcarFormat
internal import HandcarKernels
internal import _HandcarShims

/// The state of one user of a model: its arena and the kernels chosen for this CPU.
///
/// A plain value without ownership: the caller keeps the model and the arena alive.
public struct Session {
  let view: ModelView
  let kernels: KernelTable
  /// Start of the arena, in which `Operand.Space.arena` counts.
  let arena: UnsafeMutableRawPointer
  /// Start of the parameters, in which `Operand.Space.parameters` counts. Verified operations only read it.
  let parameters: UnsafeMutableRawPointer
  /// Time of each layer since the session began, in nanoseconds; nil when nothing is measured.
  let layerTimes: UnsafeMutablePointer<UInt64>?
  /// Threads that compute, the caller's included.
  let threads: Int
  /// The threads beside the caller's; nil when there are none.
  let pool: UnsafeMutablePointer<hcos_pool>?
  /// As `Workers` has it.
  let smallestWork: Double
  /// Scratch memory of the workers, and how much each of them has.
  let workerScratch: UnsafeMutableRawPointer
  let workerScratchSize: Int
  /// Runs that the times are the sum of.
  public internal(set) var measuredRuns: UInt64 = 0

  /// Prepares an arena for a model, and starts the workers, if any. Nothing in the arena is written but the time
  /// counters, when `isMeasured`.
  public init(
    _ model: Model, arena: UnsafeMutableRawBufferPointer, workers: Workers? = nil,
    isMeasured: Bool
  ) throws(RuntimeError) {
    let threads = workers?.threads ?? 1
    guard (1...Workers.maximumThreadCount).contains(threads) else { throw .threadCount }
    guard let start = arena.baseAddress, isAligned(start) else { throw .misaligned }
    guard let size = model.arenaSize(threads: threads), arena.count >= size else {
      throw .arenaTooSmall
    }
    view = model.view
    do throws(KernelSetError) {
      kernels = KernelTable(for: try KernelSet.selected())
    } catch {
      throw .kernelSetUnavailable
    }
    self.arena = start
    parameters = UnsafeMutableRawPointer(mutating: view.parameters)
    if isMeasured {
      let times = (start + view.arenaSize).assumingMemoryBound(to: UInt64.self)
      for layer in 0..<view.layers.count { times[layer] = 0 }
      layerTimes = times
    } else {
      layerTimes = nil
    }
    workerScratch = start + model.arenaSize
    workerScratchSize = view.largestScratchByteCount
    smallestWork = workers?.smallestWork ?? 0
    self.threads = threads
    guard let workers, threads > 1 else {
      pool = nil
      return
    }
    guard hcos_pool_start(workers.storage, UInt32(threads), workers.calls) == 0 else {
      throw .threadsUnavailable
    }
    pool = workers.storage
  }

  /// Ends the workers and waits for them; to be called once for a session that has some.
  public func end() {
    if let pool { hcos_pool_end(pool) }
  }

  public var inputCount: Int { view.inputs.count }

  public var outputCount: Int { view.outputs.count }

  public var layerCount: Int { view.layers.count }

  public var testVectorCount: Int { view.testVectors.count }

  /// Where an input lies in the arena; the index must exist.
  public func input(_ index: Int) -> UnsafeMutableRawPointer { place(of: view.inputs[index]) }

  /// Where an output lies in the arena; the index must exist.
  public func output(_ index: Int) -> UnsafeMutableRawPointer { place(of: view.outputs[index]) }

  private func place(of tensor: TensorRecord) -> UnsafeMutableRawPointer {
    arena + Int(truncatingIfNeeded: tensor.arenaOffset)
  }
}
