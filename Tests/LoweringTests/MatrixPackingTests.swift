import TestSupport
import Testing

@testable import Lowering

@Suite struct MatrixPackingTests {
  /// Element (row, column) lies in lane `row % 16` of panel `row / 16`; everything else is zero.
  @Test(arguments: [0, 1, 2, 15, 16, 17, 31, 33], [0, 1, 2, 7, 16])
  func panels(rows: Int, depth: Int) {
    let matrix = (0..<(rows * depth)).map { Float($0 + 1) }
    let packed = MatrixPacking.panels(matrix, rows: rows, depth: depth)
    #expect(packed.count == (rows + 15) / 16 * depth * 16)
    var seen = 0
    for (index, value) in packed.enumerated() where value != 0 {
      let row = index / (16 * depth) * 16 + index % 16
      let column = index / 16 % depth
      #expect(value == matrix[row * depth + column])
      seen += 1
    }
    #expect(seen == rows * depth)
  }

  @Test func permutes() {
    // (2, 3, 2): element (a, b, c) is 100a + 10b + c.
    let elements: [Float] = [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]
    let result = MatrixPacking.permuted(elements, extents: [2, 3, 2], axes: [1, 2, 0])
    #expect(result == [0, 100, 1, 101, 10, 110, 11, 111, 20, 120, 21, 121])
    #expect(MatrixPacking.permuted(elements, extents: [2, 3, 2], axes: [0, 1, 2]) == elements)
    #expect(MatrixPacking.permuted([], extents: [2, 0], axes: [1, 0]).isEmpty)
  }
}
