public import _HandcarShims

/// One function for each kernel: a plain value, made once for a session and called without further
/// choice of CPU.
///
///     let kernels = KernelTable(for: try KernelSet.selected())
///     kernels.softmax(&arguments)
///
/// Arguments are trusted: whoever fills them has verified every size (`kernel_arguments.h`).
public struct KernelTable: Sendable {
  // A kernel allocates nothing, keeps nothing and cannot fail.
  public typealias Contraction = @convention(c) @Sendable (UnsafePointer<hck_contraction>) -> Void
  public typealias Convolution = @convention(c) @Sendable (UnsafePointer<hck_convolution>) -> Void
  public typealias Pool = @convention(c) @Sendable (UnsafePointer<hck_pool>) -> Void
  public typealias Binary = @convention(c) @Sendable (UnsafePointer<hck_binary>) -> Void
  public typealias Activate = @convention(c) @Sendable (UnsafePointer<hck_activate>) -> Void
  public typealias Softmax = @convention(c) @Sendable (UnsafePointer<hck_softmax>) -> Void
  public typealias ReduceMean = @convention(c) @Sendable (UnsafePointer<hck_reduce_mean>) -> Void
  public typealias MatrixProduct =
    @convention(c) @Sendable (UnsafePointer<hck_matrix_product>) -> Void
  public typealias Normalize = @convention(c) @Sendable (UnsafePointer<hck_normalize>) -> Void
  public typealias Permute = @convention(c) @Sendable (UnsafePointer<hck_permute>) -> Void
  public typealias Copy = @convention(c) @Sendable (UnsafePointer<hck_copy>) -> Void
  public typealias Pad = @convention(c) @Sendable (UnsafePointer<hck_pad>) -> Void

  public internal(set) var contraction: Contraction
  public internal(set) var convolution: Convolution
  public let pool: Pool
  public let binary: Binary
  public let activate: Activate
  public let softmax: Softmax
  public let reduceMean: ReduceMean
  public internal(set) var matrixProduct: MatrixProduct
  public let normalize: Normalize
  public let permute: Permute
  public let copy: Copy
  public let pad: Pad

  /// The kernels of a set that this CPU supports; of a set that the library was built without, the portable ones.
  // Exported as an interface: Embedded Swift would otherwise compile all kernels again in the module that calls it, small
  // instead of fast.
  @export(interface)
  public init(for set: KernelSet) {
    switch set {
    #if arch(x86_64)
      case .avx2: self = .avx2
      case .avx512: self = .avx512
    #endif
    #if arch(arm64) || arch(arm)
      case .neon: self = .neon
    #endif
    default: self = .portable
    }
  }

  /// The kernels of one instruction set, completed by those that exist once.
  init(
    contraction: Contraction,
    convolution: Convolution,
    pool: Pool,
    binary: Binary,
    activate: Activate,
    softmax: Softmax,
    reduceMean: ReduceMean,
    matrixProduct: MatrixProduct,
    normalize: Normalize
  ) {
    self.contraction = contraction
    self.convolution = convolution
    self.pool = pool
    self.binary = binary
    self.activate = activate
    self.softmax = softmax
    self.reduceMean = reduceMean
    self.matrixProduct = matrixProduct
    self.normalize = normalize
    permute = { permuteElements($0) }
    copy = { copyRuns($0) }
    pad = { padElements($0) }
  }
}
