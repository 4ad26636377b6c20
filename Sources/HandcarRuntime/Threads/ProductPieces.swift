internal import _HandcarShims
internal import HandcarFormat

/// Rows of a product in a piece. The loops of a matrix product add in another order when there is a single row than
/// when there are more, and take the rows of a matrix-vector product four at a time.
let rowsInBlock = 4

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
