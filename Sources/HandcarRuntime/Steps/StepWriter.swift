internal import _HandcarShims
internal import HandcarFormat
internal import HandcarKernels

/// Writes the steps of a program, one behind the other.
struct StepWriter {
  private let kernels: KernelTable
  private let arena: UnsafeMutableRawPointer
  private let parameters: UnsafeMutableRawPointer
  private let division: WorkDivision
  private var place: UnsafeMutableRawPointer

  /// `place` is followed by the memory of all steps (`ModelView.stepByteCount`). Operands lie in the arena and the
  /// parameters.
  init(
    at place: UnsafeMutableRawPointer, arena: UnsafeMutableRawPointer,
    parameters: UnsafeMutableRawPointer, kernels: KernelTable, division: WorkDivision
  ) {
    self.place = place
    self.arena = arena
    self.parameters = parameters
    self.kernels = kernels
    self.division = division
  }

  /// Verification has refused every kind and attribute that this does not know.
  mutating func append(_ operation: UnsafePointer<OperationRecord>) {
    guard let kind = OperationKind(rawValue: operation.pointee.kind) else { return }
    let operands = Operands(operation, arena: arena, parameters: parameters)
    let written: WrittenStep? =
      switch kind {
      case .contraction: write(hck_contraction(operation, operands), kernels.contraction)
      case .convolution: write(hck_convolution(operation, operands), kernels.convolution)
      case .pool: write(hck_pool(operation, operands), kernels.pool)
      case .binary: write(hck_binary(operation, operands), kernels.binary)
      case .activate: write(hck_activate(operation, operands), kernels.activate)
      case .softmax: write(hck_softmax(operation, operands), kernels.softmax)
      case .permute: write(hck_permute(operation, operands), kernels.permute)
      case .copy: write(hck_copy(operation, operands), kernels.copy)
      case .pad: write(hck_pad(operation, operands), kernels.pad)
      case .reduceMean: write(hck_reduce_mean(operation, operands), kernels.reduceMean)
      case .matrixProduct: write(hck_matrix_product(operation, operands), kernels.matrixProduct)
      case .normalize: write(hck_normalize(operation, operands), kernels.normalize)
      }
    guard let written else { return }
    let (threads, shares) = division.shares(pieces: written.pieces, work: written.work)
    let step = Step(
      kernel: written.kernel, byteCount: UInt32(truncatingIfNeeded: kind.stepByteCount),
      kind: kind.rawValue, threads: UInt8(truncatingIfNeeded: threads),
      shares: UInt8(truncatingIfNeeded: shares))
    place.initializeMemory(as: Step.self, to: step)
    place += kind.stepByteCount
  }

  /// What the header of a step is made of, once its arguments stand behind it.
  private struct WrittenStep {
    let kernel: Step.Kernel
    let pieces: Int
    let work: Double
  }

  /// `kernel` is the C function that takes these arguments. Attributes that cannot be decoded have been refused.
  private func write<Arguments: DivisibleArguments, Kernel>(
    _ arguments: Arguments?, _ kernel: Kernel
  ) -> WrittenStep? {
    guard let arguments else { return nil }
    (place + Step.headerByteCount).initializeMemory(as: Arguments.self, to: arguments)
    return WrittenStep(
      kernel: unsafeBitCast(kernel, to: Step.Kernel.self), pieces: arguments.pieces,
      work: arguments.work)
  }
}
