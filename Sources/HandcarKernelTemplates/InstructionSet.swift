public import _HandcarShims

/// What the templates need to know of a target: its vector, the shape of its matrix-product tile, and
/// the compiled copies of what several kernels share.
public protocol InstructionSet {
  associatedtype Vector: FloatVector
  /// Rows of the tile, at most 8: as many as leave registers for two vectors of the right matrix. The tile is
  /// two vectors wide.
  static var tileRows: Int { get }
  /// `multiplyMatrices`, compiled once for this target.
  static func multiply(_ product: Product)
  /// `activate`, compiled once for this target.
  static func activate(
    _ activation: hck_activation, _ input: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, count: Int)
}
