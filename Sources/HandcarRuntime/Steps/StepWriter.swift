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
    switch kind {
    case .contraction: append(kind, hck_contraction(operation, operands), kernels.contraction)
    case .convolution: append(kind, hck_convolution(operation, operands), kernels.convolution)
    case .pool: append(kind, hck_pool(operation, operands), kernels.pool)
    case .binary: append(kind, hck_binary(operation, operands), kernels.binary)
    case .activate: append(kind, hck_activate(operation, operands), kernels.activate)
    case .softmax: append(kind, hck_softmax(operation, operands), kernels.softmax)
    case .permute: append(kind, hck_permute(operation, operands), kernels.permute)
    case .copy: append(kind, hck_copy(operation, operands), kernels.copy)
    case .pad: append(kind, hck_pad(operation, operands), kernels.pad)
    case .reduceMean: append(kind, hck_reduce_mean(operation, operands), kernels.reduceMean)
    case .matrixProduct:
      append(kind, hck_matrix_product(operation, operands), kernels.matrixProduct)
    case .normalize: append(kind, hck_normalize(operation, operands), kernels.normalize)
    }
  }

  /// `kernel` is the C function that takes these arguments. Attributes that cannot be decoded have been refused.
  private mutating func append<Arguments: DivisibleArguments, Kernel>(
    _ kind: OperationKind, _ arguments: Arguments?, _ kernel: Kernel
  ) {
    guard let arguments else { return }
    let (threads, shares) = division.shares(pieces: arguments.pieces, work: arguments.work)
    let step = Step(
      kernel: unsafeBitCast(kernel, to: Step.Kernel.self),
      byteCount: UInt32(truncatingIfNeeded: kind.stepByteCount), kind: kind.rawValue,
      threads: UInt8(truncatingIfNeeded: threads), shares: UInt8(truncatingIfNeeded: shares))
    place.initializeMemory(as: Step.self, to: step)
    (place + Step.headerByteCount).initializeMemory(as: Arguments.self, to: arguments)
    place += kind.stepByteCount
  }
}
