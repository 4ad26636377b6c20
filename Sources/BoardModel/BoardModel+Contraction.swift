public import HandcarFormat
public import TensorTrain

extension BoardModel {
  /// The time of `output[p] (R×Q) = matrix (R×K) · input[p] (K×Q)` in a layout of the matrix.
  ///
  /// - Parameter resident: bytes of all parameters that are in use between two runs of this product: they decide from
  ///   which memory the matrix is read. At least the matrix itself.
  public func contraction(
    P: Int, K: Int, R: Int, Q: Int, _ layout: MatrixLayout, resident: Int = 0
  ) -> Double {
    guard P > 0, R > 0, Q > 0 else { return operation }
    let computing: Double
    switch layout {
    case .rowMajor:
      // Each input[p] in turn; vectors run along Q.
      computing =
        Double(P) * product(rows: R, depth: K, columns: Q, isStaged: false, isPadded: false)
    case .panels:
      // The rows are the pairs (p, q); vectors run along R, whose results lie Q apart.
      computing = product(rows: P * Q, depth: K, columns: R, isStaged: Q > 1, isPadded: true)
    }
    let matrixBytes = 4 * K * (layout == .panels ? (R + 15) / 16 * 16 : R)
    let reading = Double(matrixBytes) / bandwidth(of: max(resident, matrixBytes))
    return operation + max(computing, reading)
  }

  /// The time of a stage in the faster layout.
  public func time(of stage: TTStage, resident: Int = 0) -> Double {
    let times = [MatrixLayout.rowMajor, .panels].map {
      contraction(P: stage.P, K: stage.K, R: stage.R, Q: stage.Q, $0, resident: resident)
    }
    return min(times[0], times[1])
  }

  /// The layout in which a stage's matrix should be stored.
  public func layout(for stage: TTStage) -> MatrixLayout {
    let (P, K, R, Q) = (stage.P, stage.K, stage.R, stage.Q)
    return contraction(P: P, K: K, R: R, Q: Q, .rowMajor)
      < contraction(P: P, K: K, R: R, Q: Q, .panels) ? .rowMajor : .panels
  }

  /// The time of the tile loops: blocks of two vectors of columns, the last one of one vector if that is enough; rows
  /// dealt out evenly over as few tiles as possible.
  private func product(
    rows: Int, depth: Int, columns: Int, isStaged: Bool, isPadded: Bool
  ) -> Double {
    if rows == 1 {
      let blocks = Double((columns + 15) / 16)
      return blocks * (singleRow.start[0] + Double(depth) * singleRow.step[0])
    }
    let rest = columns % (2 * vectorWidth)
    let isNarrow = rest > 0 && rest <= vectorWidth
    let wideBlocks = columns / (2 * vectorWidth) + (rest > vectorWidth ? 1 : 0)
    var time = 0.0
    if wideBlocks > 0 { time += Double(wideBlocks) * column(of: tiles[1], rows, depth) }
    if isNarrow { time += column(of: tiles[0], rows, depth) }
    // The last block reaches over the edge unless it is full.
    let stagedBlocks =
      isStaged ? wideBlocks + (isNarrow ? 1 : 0) : columns % vectorWidth > 0 ? 1 : 0
    return time + Double(stagedBlocks * rows) * stagedRow
  }

  /// The time of all tiles in one block of columns.
  private func column(of cost: TileCost, _ rows: Int, _ depth: Int) -> Double {
    let tileCount = (rows + tileRows - 1) / tileRows
    let fewest = rows / tileCount
    let tall = rows - fewest * tileCount
    func tile(_ rows: Int) -> Double { cost.start[rows - 1] + Double(depth) * cost.step[rows - 1] }
    return Double(tall) * (tall > 0 ? tile(fewest + 1) : 0) + Double(tileCount - tall)
      * tile(fewest)
  }
}
