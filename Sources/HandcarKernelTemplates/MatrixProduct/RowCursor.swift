/// Walks the rows of a product, whose addresses jump from group to group, by additions only.
public struct RowCursor {
  @usableFromInline var left: UnsafePointer<Float>
  @usableFromInline var output: UnsafePointer<Float>
  @usableFromInline var bias: UnsafePointer<Float>?
  @usableFromInline var member: Int
  @usableFromInline var period: Int

  /// The first row of a batch entry, at a column.
  @inlinable @inline(always)
  init(_ product: UnsafePointer<Product>, batch: Int, column: Int) {
    left = product.pointee.left.start + batch &* product.pointee.left.batchStride
    output =
      product.pointee.output.start + (batch &* product.pointee.output.batchStride)
      + (column &* product.pointee.output.elementStride)
    member = 0
    period = 0
    bias = nil
    if let operand = product.pointee.bias {
      let entry = operand.batchStride == 0 ? 0 : batch % product.pointee.biasPeriod
      bias = operand.start + (entry &* operand.batchStride) + (column &* operand.elementStride)
    }
  }

  @inlinable @inline(always)
  mutating func advance(_ product: UnsafePointer<Product>) {
    member &+= 1
    if member < product.pointee.groupRows {
      left += product.pointee.left.rowStride
      output += product.pointee.output.rowStride
      if let operand = product.pointee.bias { bias = bias.unsafelyUnwrapped + operand.rowStride }
    } else {
      let back = 1 &- member
      member = 0
      left += product.pointee.left.groupStride &+ back &* product.pointee.left.rowStride
      output += product.pointee.output.groupStride &+ back &* product.pointee.output.rowStride
      if let operand = product.pointee.bias {
        period &+= 1
        var step = operand.groupStride &+ back &* operand.rowStride
        if period == product.pointee.biasPeriod {
          step &-= period &* operand.groupStride
          period = 0
        }
        bias = bias.unsafelyUnwrapped + step
      }
    }
  }
}
