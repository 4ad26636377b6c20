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
      computing = product(entries: P, rows: R, depth: K, columns: Q, layout, group: 1)
    case .panels:
      // The rows are the pairs (p, q); vectors run along R, whose results lie Q apart.
      computing = product(entries: 1, rows: P * Q, depth: K, columns: R, layout, group: Q)
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

  /// The time of the tile loops: blocks of two panels where there are such tiles, then of two vectors of columns, the last one
  /// of one vector if that is enough, and then of two entries of the batch together, or of half a vector of eight and four
  /// entries; rows dealt out to as few tiles as possible.
  ///
  /// - Parameter group: rows that lie side by side in the output, where columns do not.
  private func product(
    entries: Int, rows: Int, depth: Int, columns: Int, _ layout: MatrixLayout, group: Int
  ) -> Double {
    if rows == 1 {
      let blocks = Double(entries * ((columns + 15) / 16))
      return blocks * (singleRow.start[0] + Double(depth) * singleRow.step[0])
    }
    // As `TileLoops` cuts the columns; only vectors of eight are halved, or take two steps of the last panel.
    let last = columns % 16
    if layout == .panels, vectorWidth == 8, group == 1, (1...4).contains(last), depth % 2 == 0,
      (16...512).contains(depth)
    {
      return product(
        entries: entries, rows: rows, depth: depth, columns: columns - last, layout, group: group)
        + column(of: tiles[0], rows, depth / 2)
    }
    let isShallow = vectorWidth == 8 && group == 1 && depth <= (tiles.count > 2 ? 7 : 4)
    let multipliesWhole = multipliesWhole
    let turns = layout == .panels && group > 1 && (group | rows) % 4 == 0
    // As `TileLoops.gainsFromPairs`.
    let gains = columns >= 32 && (rows <= 4 || turns || layout == .rowMajor && columns >= 512)
    let doubled =
      tiles.count > 2 && !isShallow && (multipliesWhole || gains)
      ? DoubledBlocks(
        entries: entries, columns: columns, layout, vectorWidth: vectorWidth,
        fillsEdges: multipliesWhole) : nil
    let left = columns - (doubled?.columns ?? 0)
    let canQuarter =
      layout == .rowMajor && vectorWidth == 8 && entries >= 4 && columns >= vectorWidth / 2
    let half = canQuarter ? vectorWidth / 2 : 0
    let rest = left % (2 * vectorWidth)
    let isWide = rest > vectorWidth + half
    let isNarrow = !isWide && rest > half && (columns >= vectorWidth || half == 0)
    let halved = isWide || half == 0 ? 0 : isNarrow ? max(rest - vectorWidth, 0) : rest
    // A vector that reaches over the edge moves back, but not from panel to panel.
    let movesBack = layout == .rowMajor && columns >= vectorWidth
    let pairs = isNarrow && movesBack ? entries / 2 : 0
    let plain = entries * (left / (2 * vectorWidth))
    let wide = plain + (isWide ? entries : 0) + pairs
    let narrow = isNarrow ? entries - 2 * pairs : 0
    let quartered = halved == 0 ? 0 : (entries + 3) / 4 * ((halved + half - 1) / half)
    // Rows that are no whole panels begin anywhere: most of their vectors lie in two cache lines.
    let splits = layout == .rowMajor && columns % 16 > 0
    let isPlain = group == 1 && !splits
    var time = tileLoops ?? 0
    if let doubled {
      time +=
        Double(doubled.count) * column(of: tiles[2], rows, depth, isPlain: isPlain)
        * (splits ? 1.3 : 1)
    }
    if wide + quartered > 0 {
      // Of halves, a tile loads ten for twelve multiply-adds: near what a core can load that multiplies two wider registers in a
      // cycle.
      let loading = multipliesWhole ? 1.1 : 1
      let others = Double(wide - plain) + loading * Double(quartered)
      time += others * wideColumn(rows, depth, isShallow)
      time += Double(plain) * wideColumn(rows, depth, isShallow, isPlain: isPlain)
    }
    if narrow > 0 { time += Double(narrow) * column(of: tiles[0], rows, depth) }
    let spills = layout == .panels && columns <= 2 * vectorWidth
    let isEdgeStaged = columns % vectorWidth > 0 && !movesBack && !canQuarter && !spills
    var staged = Double(group > 1 ? wide + narrow : isEdgeStaged ? entries : 0)
    // The halves of a vector leave one by one, which was found to take a third of a staging, a tenth where those of two rows touch;
    // rows that are turned around, a fifth.
    staged += Double(quartered) / (columns == half ? 10 : 3)
    if let doubled, group > 1 {
      staged += Double(2 * doubled.count) * (turns ? 0.2 : 1)
    }
    return time + staged * Double(rows) * stagedRow
  }

  /// The time of a block of columns as wide as two vectors.
  private func wideColumn(
    _ rows: Int, _ depth: Int, _ isShallow: Bool, isPlain: Bool = false
  ) -> Double {
    let cost = tiles[1]
    guard isShallow else { return column(of: cost, rows, depth, isPlain: isPlain) }
    // Not in tiles: the columns of the right matrix stay in registers while the rows pass by.
    return cost.start[0] + Double(rows * depth) * cost.step[cost.rows - 1] / Double(cost.rows)
  }

  /// The time of all tiles in one block of columns.
  ///
  /// - Parameter isPlain: whether the columns of a tile lie side by side in matrix and output, and are all its own.
  private func column(
    of cost: TileCost, _ rows: Int, _ depth: Int, isPlain: Bool = false
  ) -> Double {
    func tile(_ rows: Int) -> Double {
      rows > 0 ? cost.start[rows - 1] + Double(depth) * cost.step[rows - 1] : 0
    }
    // As `RowDeal` deals them.
    var (full, rest) = (rows / cost.rows, rows % cost.rows)
    var lower = tile(rest)
    if full > 0, (1...3).contains(rest) {
      let last = min(4, (cost.rows + rest) / 2)
      lower = tile(cost.rows + rest - last) + tile(last)
      full -= 1
    }
    // What a tile behind another one saves: few steps hide little of its beginning, and a tile that is not plain ends with what
    // hides nothing.
    let isNear = 4 * rows * depth <= memories[0].byteCount
    let hidden = Double(depth) * cost.step[cost.rows - 1] / (isNear ? 6 : 24)
    let saved = min((1 - (followingStart ?? 1)) * cost.start[cost.rows - 1], hidden)
    let following = isPlain ? max(full - 1, 0) : 0
    return Double(full) * tile(cost.rows) - Double(following) * saved + lower
  }
}

/// The blocks of a product whose tiles are two panels wide: two panels side by side, or the same panel of two entries of the batch.
private struct DoubledBlocks {
  let count: Int
  /// Columns of each entry that are in them.
  let columns: Int

  /// As `TileLoops` cuts the columns.
  ///
  /// - Parameter fillsEdges: whether a second panel that is mostly void costs less than a tile of one panel and one of a vector.
  init(entries: Int, columns all: Int, _ layout: MatrixLayout, vectorWidth: Int, fillsEdges: Bool) {
    let canPair = layout == .rowMajor && entries > 1
    let rest = all % 32
    // Over a panel and a vector, or a panel where no other entry shares the tile, a second one is computed for what is left.
    if rest > (canPair || !fillsEdges ? 16 + vectorWidth : 16) {
      (count, columns) = (entries * (all / 32 + 1), all)
    } else if canPair && rest >= 16 {
      (count, columns) = (entries * (all / 32) + (entries + 1) / 2, all - rest + 16)
    } else {
      (count, columns) = (entries * (all / 32), all - rest)
    }
  }
}
