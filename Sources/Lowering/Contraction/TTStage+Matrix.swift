import HandcarFormat
import TensorTrain

extension TTStage {
  /// The stage's matrix R×K: the core with its axes permuted, each bond on the side of rows (opened) or columns
  /// (contracted).
  ///
  /// - Parameter elements: the core `(r_{k-1}, m_k, n_k, r_k)`.
  func matrix(of elements: [Float], _ shape: TTShape, _ layout: MatrixLayout) -> [Float] {
    let (left, row, column, right) = (0, 1, 2, 3)
    let rowAxes =
      (contractsLeftBond ? [] : [left]) + [row] + (contractsRightBond ? [] : [right])
    let columnAxes =
      (contractsLeftBond ? [left] : []) + [column] + (contractsRightBond ? [right] : [])
    let matrix = MatrixPacking.permuted(
      elements, extents: shape.coreExtents(core), axes: rowAxes + columnAxes)
    return switch layout {
    case .rowMajor: matrix
    case .panels: MatrixPacking.panels(matrix, rows: R, depth: K)
    }
  }
}
