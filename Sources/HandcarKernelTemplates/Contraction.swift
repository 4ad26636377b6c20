public import _HandcarShims

/// output[p] = activation(matrix (R×K) · input[p] (K×Q) + bias), in either layout of the matrix.
///
/// Row-major: R rows times the columns of each input[p] in turn. Panels: the roles are swapped; a row is a pair
/// (p, q), a column is one of R, and the panels are the matrix that is read by columns.
@inlinable @inline(always)
public func contract<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_contraction>, _ tiles: WideTiles
) {
  if arguments.isPanelsByVector { return multiplyPanelsByVector(Target.self, arguments, tiles) }
  let a = arguments.pointee
  let (p, r, q) = (a.P, a.R, a.Q)
  let outputStride = a.output_rows &* a.row_stride
  Target.multiply(Product(arguments), tiles)
  // The rows of an entry lie side by side, unless only some of their columns are computed.
  let isWhole = a.row_stride == q
  for entry in 0..<(isWhole ? 1 : p) {
    finishActivation(
      Target.self, a.activation, a.output + entry &* outputStride,
      runs: isWhole ? p : r, stride: isWhole ? outputStride : a.row_stride,
      count: isWhole ? r &* q : q)
  }
}
