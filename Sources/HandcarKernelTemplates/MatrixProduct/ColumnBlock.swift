/// The columns that tiles compute together: those of one vector, or of two.
///
/// Where fewer are left than vectors hold, the last vector moves back over columns that its neighbour computes too: the
/// numbers are the same, and no byte beyond the matrices is touched. Where it cannot, the last lanes are void: they
/// hold the next row's numbers, whose sums are never stored, and in the last steps, where a whole vector would reach
/// beyond the matrix, a copy is read.
public struct ColumnBlock {
  @usableFromInline let column: Int
  @usableFromInline let count: Int
  /// Where the second vector begins, counted from the first.
  @usableFromInline let tail: Int
  /// Whether there are two vectors side by side.
  @usableFromInline let isWhole: Bool
  /// Whether there are void lanes.
  @usableFromInline let isPartial: Bool
  @usableFromInline let start: UnsafePointer<Float>
  /// Steps along depth that must not be read from the matrix; the last ones, at most 15.
  @usableFromInline let copiedSteps: Int

  // Compiled once for all kernel sets: no vectors here.
  @export(interface)
  public init(
    _ product: UnsafePointer<Product>, batch: Int, column first: Int, vectorWidth: Int, isWide: Bool
  ) {
    let product = product.pointee
    let right = product.right
    let width = isWide ? 2 &* vectorWidth : vectorWidth
    let remaining = product.columns &- first
    // In panels it would reach from one into the next.
    let movesBack = right.blockStride == 16 && product.columns >= vectorWidth
    isPartial = remaining < width && !movesBack
    let isMoved = remaining < vectorWidth && movesBack
    column = isMoved ? product.columns &- vectorWidth : first
    count = isMoved ? vectorWidth : min(remaining, width)
    isWhole = isWide && count == width
    tail = isPartial ? vectorWidth : count &- vectorWidth
    start =
      right.start + (batch &* right.batchStride) + ((column >> 4) &* right.blockStride)
      + (column & 15)
    if isPartial && !right.isPadded {
      let steps = (width &- count &+ right.depthStride &- 1) / right.depthStride
      copiedSteps = min(steps, product.depth)
    } else {
      copiedSteps = 0
    }
  }
}
