public import _HandcarShims

extension Product {
  /// A contraction in either layout of its matrix, as `contract` says. Compiled once for all kernel sets: no vectors here.
  @export(interface)
  public init(_ arguments: UnsafePointer<hck_contraction>) {
    let a = arguments.pointee
    let outputStride = a.output_rows &* a.row_stride
    if a.layout == HCK_LAYOUT_ROW_MAJOR {
      self.init(
        rows: a.R, depth: a.K, columns: a.Q,
        left: .init(a.matrix, rowStride: a.K, elementStride: 1),
        right: .init(
          a.input, depthStride: a.row_stride, blockStride: 16, batchStride: a.K &* a.row_stride,
          isPadded: false),
        output: .init(
          UnsafePointer(a.output), rowStride: a.row_stride, elementStride: 1,
          batchStride: outputStride),
        bias: nil, clamp: Clamp(a.activation))
      batch = a.P
      if a.bias_mode == HCK_BIAS_PER_ROW {
        bias = .init(a.bias, rowStride: 1, elementStride: 0)
      } else if a.bias_mode == HCK_BIAS_FULL {
        bias = .init(
          a.bias, rowStride: a.row_stride, elementStride: 1, batchStride: outputStride)
        biasPeriod = a.bias_period
      }
    } else {
      self.init(
        rows: a.P &* a.Q, depth: a.K, columns: a.R,
        left: .init(
          a.input, groupStride: a.K &* a.row_stride, rowStride: 1, elementStride: a.row_stride),
        right: .init(a.matrix, depthStride: 16, blockStride: a.K &* 16, isPadded: true),
        output: .init(
          UnsafePointer(a.output), groupStride: outputStride, rowStride: 1,
          elementStride: a.row_stride),
        bias: nil, clamp: Clamp(a.activation))
      groupRows = a.Q
      if a.bias_mode == HCK_BIAS_PER_ROW {
        bias = .init(a.bias, rowStride: 0, elementStride: 1)
      } else if a.bias_mode == HCK_BIAS_FULL {
        bias = .init(
          a.bias, groupStride: outputStride, rowStride: 1, elementStride: a.row_stride)
        biasPeriod = a.bias_period
      }
      if a.Q == 1 { joinGroups(a.bias_mode == HCK_BIAS_FULL ? a.bias_period : a.P) }
    }
  }

  /// Makes one group of every `count` groups of one row, which are faster to walk; a bias has as many rows, or one for
  /// all.
  private mutating func joinGroups(_ count: Int) {
    groupRows = count
    left.joinGroups(count)
    output.joinGroups(count)
    if var operand = bias {
      operand.joinGroups(count)
      bias = operand
      biasPeriod = 1
    }
  }
}

extension Product.RowOperand {
  fileprivate mutating func joinGroups(_ count: Int) {
    rowStride = groupStride
    groupStride &*= count
  }
}
