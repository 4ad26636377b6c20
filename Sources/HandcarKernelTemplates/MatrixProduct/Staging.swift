/// Addresses of the stack memory that tiles at the edges use: there a tile works on whole vectors, and its
/// valid lanes are copied one by one.
public struct Staging {
  /// Floats in all: bias [8][16], output [8][16], right matrix [16][16].
  @inlinable @inline(always)
  static var count: Int { 512 }

  @usableFromInline let bias: UnsafeMutablePointer<Float>
  @usableFromInline let output: UnsafeMutablePointer<Float>
  @usableFromInline let right: UnsafeMutablePointer<Float>

  @inlinable @inline(always)
  init(_ memory: UnsafeMutablePointer<Float>) {
    bias = memory
    output = memory + 128
    right = memory + 256
  }
}
