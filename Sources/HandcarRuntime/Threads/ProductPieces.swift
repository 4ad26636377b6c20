internal import _HandcarShims
internal import HandcarFormat

// The loops of a matrix product add in another order when there is a single row than when there are more, and
// take the rows of a matrix-vector product four at a time: so rows are cut into blocks of 8 or more.
private let rowsInBlock = 8

extension hck_contraction: DivisibleArguments {
  var work: Double { Double(P) * Double(K) * Double(R) * Double(Q) }

  /// Cut along the rows of the matrix, or along P, whichever gives more pieces.
  var pieces: Int { max(rowBlocks.count, entryBlocks.count) }

  private var isInPanels: Bool { layout == HCK_LAYOUT_PANELS }

  private var rowBlocks: Blocks {
    guard isInPanels else { return Blocks(length: R, size: rowsInBlock) }
    // The last panel may be incomplete and still be a piece: the rows of the product are the pairs (p, q).
    return Blocks(length: (R &+ 15) / 16, size: 1)
  }

  /// A bias is not cut in the middle of its period, unless it has a single one.
  private var biasUnit: Int {
    bias_mode == HCK_BIAS_FULL && bias_period != P ? max(bias_period, 1) : 1
  }

  private var entryBlocks: Blocks {
    let fewest = isInPanels ? (rowsInBlock &+ Q &- 1) / max(Q, 1) : 1
    return Blocks(length: P, size: (fewest &+ biasUnit &- 1) / biasUnit &* biasUnit)
  }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    var part = self
    var biasOffset = 0
    if rowBlocks.count >= entryBlocks.count {
      let blocks = rowBlocks.elements(range)
      let rows =
        isInPanels ? blocks.lowerBound &* 16..<min(R, blocks.upperBound &* 16) : blocks
      part.R = rows.count
      part.matrix += rows.lowerBound &* K
      part.output += rows.lowerBound &* Q
      biasOffset = rows.lowerBound &* (bias_mode == HCK_BIAS_FULL ? Q : 1)
    } else {
      let entries = entryBlocks.elements(range)
      part.P = entries.count
      part.input += entries.lowerBound &* K &* Q
      part.output += entries.lowerBound &* output_rows &* Q
      if bias_mode == HCK_BIAS_FULL && bias_period == P {
        biasOffset = entries.lowerBound &* output_rows &* Q
      }
    }
    if let bias { part.bias = bias + biasOffset }
    kernel(&part)
  }
}

extension hck_matrix_product: DivisibleArguments {
  var work: Double { Double(batchCount) * Double(M) * Double(N) * Double(K) }

  /// Blocks of rows of each of the matrices.
  var pieces: Int { batchCount &* rowBlocks.count }

  private var rowBlocks: Blocks { Blocks(length: M, size: rowsInBlock) }

  private var batchCount: Int {
    let sizes = array(sizes)
    var count = 1
    for axis in 0..<rank { count &*= sizes[axis] }
    return count
  }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let sizes = array(sizes)
    let leftStrides = array(left_strides)
    let rightStrides = array(right_strides)
    let blocks = rowBlocks
    var piece = range.lowerBound
    while piece < range.upperBound {
      let (batch, block) = (piece / blocks.count, piece % blocks.count)
      let end = min(blocks.count, block &+ range.upperBound &- piece)
      let rows = blocks.elements(block..<end)
      var (rest, leftMatrix, rightMatrix) = (batch, 0, 0)
      for axis in (0..<rank).reversed() {
        let index = rest % sizes[axis]
        rest /= sizes[axis]
        leftMatrix &+= index &* leftStrides[axis]
        rightMatrix &+= index &* rightStrides[axis]
      }
      var part = self
      part.rank = 0
      part.M = rows.count
      part.left += (leftMatrix &* M &+ rows.lowerBound) &* K
      part.right += rightMatrix &* K &* N
      part.output += (batch &* M &+ rows.lowerBound) &* N
      kernel(&part)
      piece &+= end &- block
    }
  }
}
