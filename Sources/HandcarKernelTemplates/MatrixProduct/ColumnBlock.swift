/// The columns of the right matrix that one tile reads: whole vectors wherever they lie inside the
/// matrix, and a zero-padded copy of the last few steps where a whole vector would reach beyond its end.
///
/// Lanes beyond the last column hold the next row's numbers; their sums are computed and never stored.
/// Rejected: loading such tails lane by lane, which is slower, and moving the tile back to overlap its neighbour,
/// which needs at least a tile of columns.
@usableFromInline
struct ColumnBlock {
  @usableFromInline var start: UnsafePointer<Float>
  /// Steps along depth that read the matrix itself.
  @usableFromInline var directSteps: Int
  /// Steps that read the copy, at most 15.
  @usableFromInline var copiedSteps: Int

  @inlinable @inline(always)
  init(
    _ product: Product, batch: Int, column: Int, width: Int,
    copy: UnsafeMutablePointer<Float>
  ) {
    let right = product.right
    start =
      right.start + (batch &* right.batchStride) + ((column >> 4) &* right.blockStride)
      + (column & 15)
    directSteps = product.depth
    copiedSteps = 0
    let overhang = column &+ width &- product.columns
    if overhang > 0 && !right.isPadded {
      copiedSteps = (overhang &+ right.depthStride &- 1) / right.depthStride
      if copiedSteps > product.depth { copiedSteps = product.depth }
      directSteps &-= copiedSteps
      for step in 0..<copiedSteps {
        let source = start + (directSteps &+ step) &* right.depthStride
        let valid = width &- overhang
        for lane in 0..<valid { copy[step &* 16 &+ lane] = source[lane] }
        for lane in valid..<width { copy[step &* 16 &+ lane] = 0 }
      }
    }
  }
}
