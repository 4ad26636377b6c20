internal import _HandcarShims

/// The columns of the right matrix that one tile reads: whole vectors wherever they lie inside the
/// matrix, and a zero-padded copy of the last few steps where a whole vector would reach beyond its end.
///
/// Lanes beyond the last column hold the next row's numbers; their sums are computed and never stored.
/// Rejected: loading such tails lane by lane, which is slower, and moving the tile back to overlap its neighbour,
/// which needs at least a tile of columns.
public struct ColumnBlock {
  @usableFromInline var start: UnsafePointer<Float>
  /// Steps along depth that read the matrix itself.
  @usableFromInline var directSteps: Int
  /// Steps that read the copy, at most 15.
  @usableFromInline var copiedSteps: Int

  // Compiled once for all kernel sets: no vectors here.
  @export(interface)
  public init(
    _ product: UnsafePointer<Product>, batch: Int, column: Int, width: Int,
    copy: UnsafeMutablePointer<Float>
  ) {
    let right = product.pointee.right
    start =
      right.start + (batch &* right.batchStride) + ((column >> 4) &* right.blockStride)
      + (column & 15)
    directSteps = product.pointee.depth
    copiedSteps = 0
    let overhang = column &+ width &- product.pointee.columns
    if overhang > 0 && !right.isPadded {
      copiedSteps = (overhang &+ right.depthStride &- 1) / right.depthStride
      if copiedSteps > product.pointee.depth { copiedSteps = product.pointee.depth }
      directSteps &-= copiedSteps
      let valid = width &- overhang
      for step in 0..<copiedSteps {
        let target = copy + step &* 16
        hcs_copy_floats(start + (directSteps &+ step) &* right.depthStride, 1, target, 1, valid)
        for lane in valid..<width { target[lane] = 0 }
      }
    }
  }
}
