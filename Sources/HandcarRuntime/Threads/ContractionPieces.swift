internal import _HandcarShims
internal import HandcarFormat

extension hck_contraction: DivisibleArguments {
  var work: Double { Double(P) * Double(K) * Double(R) * Double(Q) }

  var pieces: Int {
    let axis = cutAxis
    return axis == .rowsOfEntries ? P &* blocks(.rows).count : blocks(axis).count
  }

  /// An index of the output.
  private enum Axis {
    /// P, the batch and what comes before the core of a stage.
    case entries
    /// R, the rows of the matrix.
    case rows
    /// Q, what comes behind the core.
    case columns
    /// R, of one entry after the other.
    case rowsOfEntries
  }

  private var isInPanels: Bool { layout == HCK_LAYOUT_PANELS }

  /// Parts along P read and write memory of their own, and a thread finds in its cache what it computed of the stage
  /// before; but each reads the whole matrix. So P is cut if it is long enough and the matrix is not much larger than
  /// the input; with few entries, for few rows of which a thread reads it, not larger than twice the input (1024→1024 as
  /// 8·16·8 of rank 16 takes 12 % less on two threads that cut R). Parts along R and Q each read the whole of the other
  /// operand, so the longer one is cut; R also where it is only longer than K, for rows of the first stage from left to
  /// right are entries of the second one, which then finds them in its cache too (4096→4096 as 16·16·16 of rank 8 on two
  /// threads: first stage 15 % faster).
  ///
  /// Of few entries with long rows, two groups of vectors that lie side by side, each is a thread's own, too, unless there are more
  /// threads: then some share an entry.
  private var cutAxis: Axis {
    let (entries, rows, columns) = (blocks(.entries), blocks(.rows), blocks(.columns))
    if entries.count >= 8 && R < (P < 64 ? 2 : 4) &* P &* Q { return .entries }
    if P > 1 && entries.count == P && R < Q { return .rowsOfEntries }
    let other: Axis = R >= min(K, Q) && rows.count > 1 || columns.count == 1 ? .rows : .columns
    return blocks(other).count >= min(entries.count, 8) ? other : .entries
  }

  /// Where an index may be cut: where the kernel adds in the order in which it adds in the whole. A single row has
  /// another order than several, and fewer than 16 columns than 16. Rows of the product are those of the
  /// matrix or, in panels, the pairs (p, q).
  private func blocks(_ axis: Axis) -> Blocks {
    switch axis {
    case .entries:
      let fewest = isInPanels ? (rowsInBlock &+ Q &- 1) / max(Q, 1) : 1
      // A bias is not cut in the middle of its period, unless it has a single one.
      let unit = bias_mode == HCK_BIAS_FULL && bias_period != P ? max(bias_period, 1) : 1
      return Blocks(length: P, size: (fewest &+ unit &- 1) / unit &* unit)
    case .rows, .rowsOfEntries:
      guard isInPanels else { return Blocks(length: R, size: rowsInBlock) }
      // The last panel may be incomplete and still be a piece.
      return Blocks(length: (R &+ 15) / 16, size: 1)
    case .columns:
      return Blocks(length: Q, size: 16)
    }
  }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let axis = cutAxis
    if axis == .rowsOfEntries { return forEachEntry(range, kernel) }
    let elements = blocks(axis).elements(range)
    var part = part(
      entries: axis == .entries ? elements : 0..<P,
      rows: axis == .rows ? rows(elements) : 0..<R,
      columns: axis == .columns ? elements : 0..<Q)
    kernel(&part)
  }

  /// Pieces are the rows of each entry.
  private func forEachEntry(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let blocks = blocks(.rows)
    var next = range.lowerBound
    while next < range.upperBound {
      let (entry, first) = (next / blocks.count, next % blocks.count)
      let end = min(blocks.count, first &+ range.upperBound &- next)
      var part = part(
        entries: entry..<entry &+ 1, rows: rows(blocks.elements(first..<end)), columns: 0..<Q)
      kernel(&part)
      next &+= end &- first
    }
  }

  /// The rows of some elements of `blocks(.rows)`.
  private func rows(_ elements: Range<Int>) -> Range<Int> {
    isInPanels ? elements.lowerBound &* 16..<min(R, elements.upperBound &* 16) : elements
  }

  private func part(entries: Range<Int>, rows: Range<Int>, columns: Range<Int>) -> Self {
    var part = self
    (part.P, part.R, part.Q) = (entries.count, rows.count, columns.count)
    part.input += entries.lowerBound &* K &* row_stride &+ columns.lowerBound
    part.matrix += rows.lowerBound &* K
    let entry = entries.lowerBound &* output_rows &* row_stride
    let place = rows.lowerBound &* row_stride &+ columns.lowerBound
    part.output += entry &+ place
    if let bias {
      let isFull = bias_mode == HCK_BIAS_FULL
      part.bias = bias + (isFull ? place &+ (bias_period == P ? entry : 0) : rows.lowerBound)
    }
    return part
  }
}
