internal import _HandcarShims

/// Stack memory of the tile loops: the addresses of the rows at hand, and numbers on their way between a tile, which
/// works on whole vectors, and matrices that do not have them.
///
/// Undefined at first but for what `init` writes: to clear all of it would cost as much as a small product.
public struct TileMemory {
  @usableFromInline typealias Addresses = UnsafeMutablePointer<UnsafePointer<Float>>

  /// Tiles, of at most eight rows, for which there are addresses. With a depth of 64, their left matrix fits the
  /// smallest first-level cache beside a block of columns.
  static var tilesAtOnce: Int { 12 }
  private static var rowCount: Int { 96 }

  /// Of each row at the first column of the first entry of the batch: [96].
  @usableFromInline let left: Addresses
  @usableFromInline let bias: Addresses
  @usableFromInline let output: Addresses
  /// Of the rows of `staged`: [8].
  @usableFromInline let stagedRows: Addresses
  /// The biases of a tile, later its sums: [8][16].
  @usableFromInline let staged: UnsafeMutablePointer<Float>
  /// The last steps of the right matrix, where a vector would reach beyond its end: [16][16].
  @usableFromInline let right: UnsafeMutablePointer<Float>
  /// The bias of a product without one.
  @usableFromInline let zero: UnsafeMutablePointer<Float>

  /// `memory` holds `HCS_STACK_MEMORY` bytes, aligned to 16.
  init(_ memory: UnsafeMutableRawPointer) {
    staged = memory.assumingMemoryBound(to: Float.self)
    right = staged + 128
    zero = right + 256
    left = UnsafeMutableRawPointer(zero + 4).assumingMemoryBound(to: UnsafePointer<Float>.self)
    bias = left + Self.rowCount
    output = bias + Self.rowCount
    stagedRows = output + Self.rowCount
    zero.pointee = 0
    for row in 0..<8 { stagedRows[row] = UnsafePointer(staged + row &* 16) }
  }

  /// Takes the next `count` rows from a cursor.
  func fillRows(_ count: Int, from cursor: inout RowCursor, _ product: UnsafePointer<Product>) {
    for row in 0..<count {
      left[row] = cursor.left
      output[row] = cursor.output
      bias[row] = cursor.bias ?? UnsafePointer(zero)
      cursor.advance(product)
    }
  }
}
