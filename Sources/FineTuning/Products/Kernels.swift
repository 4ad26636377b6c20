import HandcarKernels
import _HandcarShims

/// The kernels of the board's library for this CPU.
///
/// They were chosen over the products of `LinearAlgebra`: those pack both operands, which costs more than the
/// product itself when a stage is a batch of products as small as 16×448 by 448×16.
enum Kernels {
  static let table = KernelTable(for: .best)

  /// Where a bias starts the sums of a product.
  enum Bias {
    case none
    /// One number for each row.
    case rows(UnsafePointer<Float>)
    /// `[period][R][Q]`
    case full(UnsafePointer<Float>, period: Int)
  }

  /// output[p] (R×Q) = matrix (R×K) · input[p] (K×Q) + bias
  ///
  /// - Parameter isPanels: whether the matrix lies in panels `[ceil(R/16)][K][16]`; else it is row-major.
  static func contract(
    _ p: Int, _ k: Int, _ r: Int, _ q: Int, matrix: UnsafePointer<Float>, isPanels: Bool = false,
    input: UnsafePointer<Float>, bias: Bias = .none, output: UnsafeMutablePointer<Float>
  ) {
    var arguments = hck_contraction()
    (arguments.P, arguments.K, arguments.R, arguments.Q) = (p, k, r, q)
    (arguments.output_rows, arguments.row_stride) = (r, q)
    arguments.matrix = matrix
    arguments.input = input
    arguments.output = output
    arguments.layout = isPanels ? UInt32(HCK_LAYOUT_PANELS) : UInt32(HCK_LAYOUT_ROW_MAJOR)
    arguments.bias_period = 1
    switch bias {
    case .none: arguments.bias_mode = UInt32(HCK_BIAS_NONE)
    case .rows(let numbers):
      arguments.bias_mode = UInt32(HCK_BIAS_PER_ROW)
      arguments.bias = numbers
    case .full(let numbers, let period):
      arguments.bias_mode = UInt32(HCK_BIAS_FULL)
      arguments.bias = numbers
      arguments.bias_period = period
    }
    table.contraction(&arguments)
  }
}
