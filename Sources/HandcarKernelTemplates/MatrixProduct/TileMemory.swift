internal import _HandcarShims

/// Stack memory of the tile loops: the addresses of the rows at hand, and numbers on their way between a tile, which
/// works on whole vectors, and matrices that do not have them.
///
/// Undefined at first: to clear all of it would cost as much as a small product.
public struct TileMemory {
  @usableFromInline typealias Addresses = UnsafeMutablePointer<UnsafePointer<Float>>

  /// Tiles, of at most eight rows, for which there are addresses. With a depth of 64, their left matrix fits the
  /// smallest first-level cache beside a block of columns.
  static var tilesAtOnce: Int { 12 }
  private static var rowCount: Int { 96 }
  /// Doubled tiles whose staged sums fit: a second panel takes half of the rows.
  static var doubledTilesAtOnce: Int { 6 }
  /// From the staged biases of a panel to those of a second one.
  static var stagedPanel: Int { 8 &* rowCount }
  /// Panels of so many rows whose sums may be staged at once.
  static func stagedPanels(rows: Int) -> Int { rowCount / rows }

  /// Of each row at the first column of the first entry of the batch: [96].
  @usableFromInline let left: Addresses
  @usableFromInline var bias: Addresses
  @usableFromInline var output: Addresses
  /// Sums of the rows at hand in one block of columns, and their biases: [96][16]. And where the rows of these begin: [96].
  @usableFromInline let stagedSums: UnsafeMutablePointer<Float>
  @usableFromInline let stagedBiases: UnsafeMutablePointer<Float>
  @usableFromInline let sumRows: Addresses
  @usableFromInline let biasRows: Addresses
  /// The last steps of the right matrix, where a vector would reach beyond its end: [16][16].
  @usableFromInline let right: UnsafeMutablePointer<Float>
  /// The right matrix of interleaved tiles, [step / 2][4][2], of at most `HCS_INTERLEAVED_STEPS`; or rows of `FourColumns`.
  @usableFromInline let interleaved: UnsafeMutablePointer<Float>

  /// `memory` holds `HCS_STACK_MEMORY` bytes, aligned to 64.
  init(_ memory: UnsafeMutableRawPointer) {
    right = memory.assumingMemoryBound(to: Float.self)
    left = UnsafeMutableRawPointer(right + 256).assumingMemoryBound(to: UnsafePointer<Float>.self)
    bias = left + Self.rowCount
    output = bias + Self.rowCount
    sumRows = output + Self.rowCount
    biasRows = sumRows + Self.rowCount
    stagedSums = UnsafeMutableRawPointer(biasRows + Self.rowCount)
      .assumingMemoryBound(to: Float.self)
    stagedBiases = stagedSums + 16 &* Self.rowCount
    interleaved = (memory + Int(HCS_TILE_MEMORY)).assumingMemoryBound(to: Float.self)
  }

  /// Takes the next `count` rows from a cursor, as many at a time as lie one stride apart. The last one comes up to three times
  /// more, for tiles that compute more rows than they have.
  func fillRows(_ count: Int, from cursor: inout RowCursor, _ product: UnsafePointer<Product>) {
    var row = 0
    while row < count {
      let run = min(count &- row, product.pointee.groupRows &- cursor.member)
      fill(left + row, cursor.left, product.pointee.left.rowStride, run)
      fill(output + row, cursor.output, product.pointee.output.rowStride, run)
      if let operand = product.pointee.bias, let start = cursor.bias {
        fill(bias + row, start, operand.rowStride, run)
      }
      cursor.advance(product, by: run)
      row &+= run
    }
    let extra = Self.withExtraRows(count) &- count
    fill(left + count, left[count &- 1], 0, extra)
    if product.pointee.bias != nil { fill(bias + count, bias[count &- 1], 0, extra) }
    fill(output + count, output[count &- 1], 0, extra)
  }

  /// Rows and three more, which tiles may compute that do not have them.
  static func withExtraRows(_ count: Int) -> Int { min(count &+ 3, rowCount) }

  /// Makes the addresses of staged rows.
  func fillStagedRows(_ addresses: Addresses, _ staged: UnsafeMutablePointer<Float>, _ count: Int) {
    fill(addresses, UnsafePointer(staged), 16, count)
  }

  @inline(never)
  private func fill(
    _ addresses: Addresses, _ start: UnsafePointer<Float>, _ stride: Int, _ count: Int
  ) {
    for index in 0..<count { addresses[index] = start + index &* stride }
  }
}
