internal import HandcarFormat
internal import HandcarKernels
internal import _HandcarShims

/// The state of one user of a model: its arena, in which the steps of the program are ready to run.
///
/// A plain value without ownership: the caller keeps the model and the arena alive.
public struct Session {
  let view: ModelView
  /// Start of the arena, in which `Operand.Space.arena` counts.
  let arena: UnsafeMutableRawPointer
  let firstStep: UnsafePointer<Step>
  /// Time of each layer since the session began, in nanoseconds; nil when nothing is measured.
  let layerTimes: UnsafeMutablePointer<UInt64>?
  /// The threads beside the caller's; nil when there are none.
  let pool: UnsafeMutablePointer<hcos_pool>?
  /// Scratch memory of the workers, and how much each of them has.
  let workerScratch: UnsafeMutableRawPointer
  let workerScratchSize: Int
  /// Runs that the times are the sum of.
  public internal(set) var measuredRuns: UInt64 = 0

  /// Writes the steps behind the program's part of the arena and starts the workers, if any. One pass over the
  /// operations.
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
    let kernels: KernelTable
    do throws(KernelSetError) {
      kernels = KernelTable(for: try KernelSet.selected())
    } catch {
      throw .kernelSetUnavailable
    }
    self.arena = start
    let steps = start + view.arenaSize
    firstStep = UnsafePointer(steps.assumingMemoryBound(to: Step.self))
    // Verified operations only read parameters.
    var writer = StepWriter(
      at: steps, arena: start, parameters: UnsafeMutableRawPointer(mutating: view.parameters),
      kernels: kernels,
      division: WorkDivision(threads: threads, smallestWork: workers?.smallestWork ?? 0))
    for index in 0..<view.operations.count { writer.append(view.operations.address(index)) }
    if isMeasured {
      let times = (steps + view.stepByteCount).assumingMemoryBound(to: UInt64.self)
      for layer in 0..<view.layers.count { times[layer] = 0 }
      layerTimes = times
    } else {
      layerTimes = nil
    }
    workerScratch = start + model.arenaSize
    workerScratchSize = view.largestScratchByteCount
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
