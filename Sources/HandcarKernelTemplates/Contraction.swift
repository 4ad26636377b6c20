public import _HandcarShims

/// output[p] = activation(matrix (R×K) · input[p] (K×Q) + bias), in either layout of the matrix.
///
/// Row-major: R rows times the columns of each input[p] in turn. Panels: the roles are swapped; a row is a pair
/// (p, q), a column is one of R, and the panels are the matrix that is read by columns.
@inlinable @inline(always)
public func contract<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_contraction>, _ tiles: WideTiles
) {
  if arguments.isPanelsByVector { return multiplyPanelsByVector(Target.self, arguments) }
  let a = arguments.pointee
  let (p, k, r, q) = (a.P, a.K, a.R, a.Q)
  let rowStride = a.row_stride
  let outputStride = a.output_rows &* rowStride
  let isRowMajor = a.layout == HCK_LAYOUT_ROW_MAJOR
  var product: Product
  if isRowMajor {
    product = Product(
      rows: r, depth: k, columns: q,
      left: .init(a.matrix, rowStride: k, elementStride: 1),
      right: .init(
        a.input, depthStride: rowStride, blockStride: 16, batchStride: k &* rowStride,
        isPadded: false),
      output: .init(
        UnsafePointer(a.output), rowStride: rowStride, elementStride: 1,
        batchStride: outputStride),
      bias: nil, clamp: Clamp(a.activation))
    product.batch = p
    if a.bias_mode == HCK_BIAS_PER_ROW {
      product.bias = .init(a.bias, rowStride: 1, elementStride: 0)
    } else if a.bias_mode == HCK_BIAS_FULL {
      product.bias = .init(
        a.bias, rowStride: rowStride, elementStride: 1, batchStride: outputStride)
      product.biasPeriod = a.bias_period
    }
  } else {
    product = Product(
      rows: p &* q, depth: k, columns: r,
      left: .init(a.input, groupStride: k &* rowStride, rowStride: 1, elementStride: rowStride),
      right: .init(a.matrix, depthStride: 16, blockStride: k &* 16, isPadded: true),
      output: .init(
        UnsafePointer(a.output), groupStride: outputStride, rowStride: 1,
        elementStride: rowStride),
      bias: nil, clamp: Clamp(a.activation))
    product.groupRows = q
    if a.bias_mode == HCK_BIAS_PER_ROW {
      product.bias = .init(a.bias, rowStride: 0, elementStride: 1)
    } else if a.bias_mode == HCK_BIAS_FULL {
      product.bias = .init(
        a.bias, groupStride: outputStride, rowStride: 1, elementStride: rowStride)
      product.biasPeriod = a.bias_period
    }
    if q == 1 { product.joinGroups(a.bias_mode == HCK_BIAS_FULL ? a.bias_period : p) }
  }
  Target.multiply(product, tiles)
  // The rows of an entry lie side by side, unless only some of their columns are computed.
  let isWhole = rowStride == q
  for entry in 0..<(isWhole ? 1 : p) {
    finishActivation(
      Target.self, a.activation, a.output + entry &* outputStride,
      runs: isWhole ? p : r, stride: isWhole ? outputStride : rowStride,
      count: isWhole ? r &* q : q)
  }
}

extension Product {
  /// Makes one group of every `count` groups of one row, which are faster to walk; a bias has as many rows, or one for
  /// all.
  @inlinable @inline(always)
  mutating func joinGroups(_ count: Int) {
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
  @inlinable @inline(always)
  mutating func joinGroups(_ count: Int) {
    rowStride = groupStride
    groupStride &*= count
  }
}
