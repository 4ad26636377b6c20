internal import HandcarFormat
internal import HandcarKernels

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
  /// Runs that the times are the sum of.
  public internal(set) var measuredRuns: UInt64 = 0

  /// Prepares an arena for a model. Nothing in it is written but the time counters, when `isMeasured`.
  public init(
    _ model: Model, arena: UnsafeMutableRawBufferPointer, isMeasured: Bool
  ) throws(RuntimeError) {
    guard let start = arena.baseAddress, isAligned(start) else { throw .misaligned }
    guard arena.count >= model.arenaSize else { throw .arenaTooSmall }
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
