/// A matrix product with everything around it, as the tile loops see it:
///
///     output[b] (rows × columns) = clamp(left (rows × depth) · right[b] (depth × columns) + bias[b])
///
/// Vectors run along columns. A contraction in either layout, a convolution over unrolled columns and a
/// product of two run-time matrices differ only in these strides (all in floats).
public struct Product {
  /// One of the three matrices that are addressed by row. Rows come in groups of `groupRows`, so that a row
  /// may be a pair (p, q) of indices that no single stride connects.
  public struct RowOperand {
    public var start: UnsafePointer<Float>
    public var groupStride: Int
    public var rowStride: Int
    /// Step along a row: along depth for the left matrix, else along columns; 0 repeats a number.
    public var elementStride: Int
    public var batchStride: Int

    @inlinable @inline(always)
    public init(
      _ start: UnsafePointer<Float>, groupStride: Int = 0, rowStride: Int, elementStride: Int,
      batchStride: Int = 0
    ) {
      self.start = start
      self.groupStride = groupStride
      self.rowStride = rowStride
      self.elementStride = elementStride
      self.batchStride = batchStride
    }
  }

  /// The matrix that is read a vector of columns at a time: element (k, j) lies at
  /// `k · depthStride + (j / 16) · blockStride + j % 16`.
  public struct ColumnOperand {
    public var start: UnsafePointer<Float>
    public var depthStride: Int
    /// From a block of 16 columns to the next: 16 in a row-major matrix, depth · 16 in panels.
    public var blockStride: Int
    public var batchStride: Int
    /// Whether 16 columns may be read wherever a block begins.
    public var isPadded: Bool

    @inlinable @inline(always)
    public init(
      _ start: UnsafePointer<Float>, depthStride: Int, blockStride: Int, batchStride: Int = 0,
      isPadded: Bool
    ) {
      self.start = start
      self.depthStride = depthStride
      self.blockStride = blockStride
      self.batchStride = batchStride
      self.isPadded = isPadded
    }
  }

  public var batch: Int
  public var rows: Int
  public var depth: Int
  public var columns: Int
  public var groupRows: Int
  public var left: RowOperand
  public var right: ColumnOperand
  /// Written through; the address is stored as if for reading to share `RowOperand`.
  public var output: RowOperand
  public var bias: RowOperand?
  /// Groups, or batches, after which the bias starts again.
  public var biasPeriod: Int
  public var clamp: Clamp

  @inlinable @inline(always)
  public init(
    rows: Int, depth: Int, columns: Int, left: RowOperand, right: ColumnOperand,
    output: RowOperand, bias: RowOperand?, clamp: Clamp
  ) {
    // Assigned here and not at the declarations, whose initial values are calls in other modules.
    batch = 1
    biasPeriod = 1
    self.rows = rows
    self.depth = depth
    self.columns = columns
    self.groupRows = rows
    self.left = left
    self.right = right
    self.output = output
    self.bias = bias
    self.clamp = clamp
  }
}
