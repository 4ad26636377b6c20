/// Walks the rows of a product, whose addresses jump from group to group, by additions only, a row or a run of them at a time.
public struct RowCursor {
  @usableFromInline var left: UnsafePointer<Float>
  @usableFromInline var output: UnsafePointer<Float>
  @usableFromInline var bias: UnsafePointer<Float>?
  @usableFromInline var member: Int
  @usableFromInline var period: Int

  // Both are compiled once for all kernel sets: no vectors here.

  /// The first row of a batch entry, at a column.
  @export(interface)
  public init(_ product: UnsafePointer<Product>, batch: Int, column: Int) {
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

  /// Goes on by some rows, at most to the next group.
  @export(interface)
  public mutating func advance(_ product: UnsafePointer<Product>, by count: Int) {
    let first = member
    member &+= count
    if member < product.pointee.groupRows {
      left += count &* product.pointee.left.rowStride
      output += count &* product.pointee.output.rowStride
      if let operand = product.pointee.bias {
        bias = bias.unsafelyUnwrapped + count &* operand.rowStride
      }
    } else {
      member = 0
      left += product.pointee.left.groupStride &- first &* product.pointee.left.rowStride
      output += product.pointee.output.groupStride &- first &* product.pointee.output.rowStride
      if let operand = product.pointee.bias {
        period &+= 1
        var step = operand.groupStride &- first &* operand.rowStride
        if period == product.pointee.biasPeriod {
          step &-= period &* operand.groupStride
          period = 0
        }
        bias = bias.unsafelyUnwrapped + step
      }
    }
  }
}
