/// Walks the rows of a product, whose addresses jump from group to group, by additions only.
@usableFromInline
struct RowCursor {
  @usableFromInline var left: UnsafePointer<Float>
  @usableFromInline var output: UnsafePointer<Float>
  @usableFromInline var bias: UnsafePointer<Float>?
  @usableFromInline var member: Int
  @usableFromInline var period: Int

  /// The first row of a batch entry, at a column.
  @inlinable @inline(always)
  init(_ product: Product, batch: Int, column: Int) {
    left = product.left.start + batch &* product.left.batchStride
    output =
      product.output.start + (batch &* product.output.batchStride)
      + (column &* product.output.elementStride)
    member = 0
    period = 0
    bias = nil
    if let operand = product.bias {
      let entry = operand.batchStride == 0 ? 0 : batch % product.biasPeriod
      bias = operand.start + (entry &* operand.batchStride) + (column &* operand.elementStride)
    }
  }

  @inlinable @inline(always)
  mutating func advance(_ product: Product) {
    member &+= 1
    if member < product.groupRows {
      left += product.left.rowStride
      output += product.output.rowStride
      if let operand = product.bias { bias = bias.unsafelyUnwrapped + operand.rowStride }
    } else {
      let back = 1 &- member
      member = 0
      left += product.left.groupStride &+ back &* product.left.rowStride
      output += product.output.groupStride &+ back &* product.output.rowStride
      if let operand = product.bias {
        period &+= 1
        var step = operand.groupStride &+ back &* operand.rowStride
        if period == product.biasPeriod {
          step &-= period &* operand.groupStride
          period = 0
        }
        bias = bias.unsafelyUnwrapped + step
      }
    }
  }
}
