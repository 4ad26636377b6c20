import LinearAlgebraAVX2
import _HandcarShims

// The product loops of Goto and van de Geijn (2008): blocks of A and B are packed into panels
// that fit the caches, and a tile in registers runs over them. One packing handles transposes and
// the conversion Float → Double alike.

/// A register tile and the block sizes around it.
private struct TileKernel<Scalar: MatrixScalar>: Sendable {
  typealias Function =
    @Sendable (
      Int, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>, Int
    ) -> Void

  let rows: Int
  let columns: Int
  let function: Function
}

/// Length of the sums in one packed block: a panel of B (256 × 16 Float = 16 KB) stays in the L1
/// cache.
private let blockDepth = 256
/// Rows of A in a packed block, a multiple of every tile's rows: 192 × 256 Float = 192 KB, for
/// the L2 cache.
private let blockRows = 192
/// Columns of B in a packed block, a multiple of every tile's columns.
private let blockColumns = 2048
/// Below this many multiply-adds a product is not worth a second thread.
private let parallelThreshold = 1 << 18

#if arch(x86_64)
  private let hasAVX2 = hcs_has_avx2() != 0
  private let floatTile =
    hasAVX2
    ? TileKernel<Float>(rows: 6, columns: 16, function: productTileFloat6x16)
    : TileKernel<Float>(rows: 4, columns: 8, function: portableTile)
  private let doubleTile =
    hasAVX2
    ? TileKernel<Double>(rows: 6, columns: 8, function: productTileDouble6x8)
    : TileKernel<Double>(rows: 4, columns: 8, function: portableTile)
#else
  private let floatTile = TileKernel<Float>(rows: 4, columns: 8, function: portableTile)
  private let doubleTile = TileKernel<Double>(rows: 4, columns: 8, function: portableTile)
#endif

extension Float {
  public static func _multiplyAdd(
    _ a: Operand<Float>, _ b: Operand<Float>, _ c: ProductTarget<Float>
  ) {
    multiplyAddInParallel(c, floatTile) { multiplyAddBlock(a, b, c, $0, $1, floatTile) { $0 } }
  }

  public static func _multiplyAddOnThisThread(
    _ a: Operand<Float>, _ b: Operand<Float>, _ c: ProductTarget<Double>
  ) {
    multiplyAddBlock(a, b, c, 0..<c.rows, 0..<c.columns, doubleTile) { Double($0) }
  }
}

extension Double {
  public static func _multiplyAdd(
    _ a: Operand<Double>, _ b: Operand<Double>, _ c: ProductTarget<Double>
  ) {
    multiplyAddInParallel(c, doubleTile) { multiplyAddBlock(a, b, c, $0, $1, doubleTile) { $0 } }
  }

  public static func _multiplyAddOnThisThread(
    _ a: Operand<Double>, _ b: Operand<Double>, _ c: ProductTarget<Double>
  ) {
    multiplyAddBlock(a, b, c, 0..<c.rows, 0..<c.columns, doubleTile) { $0 }
  }
}

/// C (4×8) += A (4×depth) · B (depth×8) for any processor: separate multiplication and addition,
/// since a fused one is a library call where the processor lacks it.
func portableTile<Scalar: MatrixScalar>(
  _ depth: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
  _ c: UnsafeMutablePointer<Scalar>, _ stride: Int
) {
  var c0 = SIMD8<Scalar>(repeating: 0)
  var c1 = c0
  var c2 = c0
  var c3 = c0
  for k in 0..<depth {
    let row = UnsafeRawPointer(b + k * 8).loadUnaligned(as: SIMD8<Scalar>.self)
    c0 += row * a[k * 4]
    c1 += row * a[k * 4 + 1]
    c2 += row * a[k * 4 + 2]
    c3 += row * a[k * 4 + 3]
  }
  for j in 0..<8 {
    c[j] += c0[j]
    c[stride + j] += c1[j]
    c[2 * stride + j] += c2[j]
    c[3 * stride + j] += c3[j]
  }
}

/// Splits C along its longer side into one part for each processor.
private func multiplyAddInParallel<Scalar>(
  _ c: ProductTarget<Scalar>, _ tile: TileKernel<Scalar>, _ part: (Range<Int>, Range<Int>) -> Void
) {
  guard c.rows > 0, c.columns > 0, c.depth > 0 else { return }
  let splitsRows = c.rows >= c.columns
  let length = splitsRows ? c.rows : c.columns
  let unit = splitsRows ? tile.rows : tile.columns
  let units = (length + unit - 1) / unit
  let isLarge = c.rows * c.columns >= parallelThreshold / c.depth
  let parts = isLarge ? min(processorCount, units) : 1
  inParallel(parts) { index in
    let first = min(units * index / parts * unit, length)
    let end = min(units * (index + 1) / parts * unit, length)
    part(splitsRows ? first..<end : 0..<c.rows, splitsRows ? 0..<c.columns : first..<end)
  }
}

/// C[rows, columns] += A[rows, …] · B[…, columns] on one thread.
///
/// `convert` is a closure because the generic conversion between floating-point types costs more
/// than the whole product.
@inline(__always)
private func multiplyAddBlock<Source: MatrixScalar, Scalar: MatrixScalar>(
  _ a: Operand<Source>, _ b: Operand<Source>, _ c: ProductTarget<Scalar>,
  _ rows: Range<Int>, _ columns: Range<Int>, _ tile: TileKernel<Scalar>,
  _ convert: (Source) -> Scalar
) {
  func roundedUp(_ n: Int, _ unit: Int) -> Int { (n + unit - 1) / unit * unit }
  let depthLimit = min(blockDepth, c.depth)
  let packedRows = roundedUp(min(blockRows, rows.count), tile.rows)
  let packedColumns = roundedUp(min(blockColumns, columns.count), tile.columns)
  let packedA = UnsafeMutablePointer<Scalar>.allocate(capacity: packedRows * depthLimit)
  let packedB = UnsafeMutablePointer<Scalar>.allocate(capacity: packedColumns * depthLimit)
  let edge = UnsafeMutablePointer<Scalar>.allocate(capacity: tile.rows * tile.columns)
  defer {
    packedA.deallocate()
    packedB.deallocate()
    edge.deallocate()
  }
  for column in stride(from: columns.lowerBound, to: columns.upperBound, by: blockColumns) {
    let columnCount = min(blockColumns, columns.upperBound - column)
    for k in stride(from: 0, to: c.depth, by: blockDepth) {
      let depth = min(blockDepth, c.depth - k)
      // B is packed by its columns: panels [depth][tile.columns].
      pack(
        b.from(row: k, column: column).transposed, columnCount, depth, tile.columns, packedB,
        convert)
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
        let rowCount = min(blockRows, rows.upperBound - row)
        pack(a.from(row: row, column: k), rowCount, depth, tile.rows, packedA, convert)
        for j in stride(from: 0, to: columnCount, by: tile.columns) {
          for i in stride(from: 0, to: rowCount, by: tile.rows) {
            let target = c.base + (row + i) * c.stride + column + j
            let height = min(tile.rows, rowCount - i)
            let width = min(tile.columns, columnCount - j)
            if height == tile.rows, width == tile.columns {
              tile.function(depth, packedA + i * depth, packedB + j * depth, target, c.stride)
            } else {
              edge.update(repeating: 0, count: tile.rows * tile.columns)
              tile.function(depth, packedA + i * depth, packedB + j * depth, edge, tile.columns)
              for y in 0..<height {
                for x in 0..<width { target[y * c.stride + x] += edge[y * tile.columns + x] }
              }
            }
          }
        }
      }
    }
  }
}

/// Packs `rows` × `depth` elements into panels `[ceil(rows / height)][depth][height]`, zero-padded.
@inline(__always)
private func pack<Source: MatrixScalar, Scalar: MatrixScalar>(
  _ source: Operand<Source>, _ rows: Int, _ depth: Int, _ height: Int,
  _ panels: UnsafeMutablePointer<Scalar>, _ convert: (Source) -> Scalar
) {
  for first in stride(from: 0, to: rows, by: height) {
    let panel = panels + first * depth
    let count = min(height, rows - first)
    let base = source.base + first * source.rowStride
    if source.rowStride == 1 {
      for k in 0..<depth {
        let line = base + k * source.columnStride
        for i in 0..<count { panel[k * height + i] = convert(line[i]) }
      }
    } else {
      for i in 0..<count {
        let line = base + i * source.rowStride
        for k in 0..<depth { panel[k * height + i] = convert(line[k * source.columnStride]) }
      }
    }
    for i in count..<height {
      for k in 0..<depth { panel[k * height + i] = 0 }
    }
  }
}
