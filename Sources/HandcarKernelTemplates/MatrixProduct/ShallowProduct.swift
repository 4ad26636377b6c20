/// Computes the whole blocks of 16 columns of a product of so few steps along depth that these columns of the right matrix
/// stay in registers while all rows pass by: `WideTiles.runShallow`.
///
/// Tiles of so few steps would spend more time on the addresses of their rows, and on reading the right matrix again,
/// than on multiply-adds. Here only successive rows hide the latency of a sum, so this is for cores that look far ahead.
/// Sums add along depth as in a tile: their bits are the same.
///
/// - Parameter isDeep: whether this is for depths of 5 to 7 and not for those of 1 to 4; a constant.
@inlinable @inline(always)
public func runShallow<Vector: TileVector, let vectors: Int>(
  _: Columns<vectors>, _: Vector.Type, isDeep: Bool, _ address: UnsafeRawPointer?
) {
  let product = address.unsafelyUnwrapped.assumingMemoryBound(to: Product.self)
  let blocks = product.pointee.columns / 16
  var entry = 0
  while entry < product.pointee.batch {
    var block = 0
    while block < blocks {
      let rows = ShallowRows(product, entry, block)
      let depth = product.pointee.depth
      if isDeep {
        if depth == 5 {
          rows.multiply(ShallowMatrix<Vector, 5, vectors>.self)
        } else if depth == 6 {
          rows.multiply(ShallowMatrix<Vector, 6, vectors>.self)
        } else {
          rows.multiply(ShallowMatrix<Vector, 7, vectors>.self)
        }
      } else if depth == 1 {
        rows.multiply(ShallowMatrix<Vector, 1, vectors>.self)
      } else if depth == 2 {
        rows.multiply(ShallowMatrix<Vector, 2, vectors>.self)
      } else if depth == 3 {
        rows.multiply(ShallowMatrix<Vector, 3, vectors>.self)
      } else {
        rows.multiply(ShallowMatrix<Vector, 4, vectors>.self)
      }
      block &+= 1
    }
    entry &+= 1
  }
}

extension Product {
  /// Whether `runShallow` computes this: such stages come first in a layer, and have no bias.
  func isShallow(_ tiles: WideTiles) -> Bool {
    depth >= 1 && depth <= tiles.shallowDepth && columns >= 16 && bias == nil
      && !clamp.isBounded && groupRows >= rows && output.elementStride == 1
  }
}

/// Where all rows of 16 columns of an entry of the batch are read and written.
@usableFromInline
struct ShallowRows {
  @usableFromInline let count: Int
  @usableFromInline let left: UnsafePointer<Float>
  @usableFromInline let leftRowStride: Int
  @usableFromInline let leftStride: Int
  @usableFromInline let right: UnsafePointer<Float>
  @usableFromInline let rightStride: Int
  @usableFromInline let output: UnsafeMutablePointer<Float>
  @usableFromInline let outputRowStride: Int

  @inlinable @inline(always)
  init(_ product: UnsafePointer<Product>, _ entry: Int, _ block: Int) {
    let p = product.pointee
    count = p.rows
    left = p.left.start + entry &* p.left.batchStride
    leftRowStride = p.left.rowStride
    leftStride = p.left.elementStride
    right = p.right.start + (entry &* p.right.batchStride &+ block &* p.right.blockStride)
    rightStride = p.right.depthStride
    output = UnsafeMutablePointer(
      mutating: p.output.start + (entry &* p.output.batchStride &+ block &* 16))
    outputRowStride = p.output.rowStride
  }

  @inlinable @inline(always)
  func multiply<Vector: TileVector, let depth: Int, let vectors: Int>(
    _: ShallowMatrix<Vector, depth, vectors>.Type
  ) {
    let matrix = ShallowMatrix<Vector, depth, vectors>(self)
    var (left, output) = (left, output)
    var remaining = count
    while remaining > 0 {
      matrix.multiply(left, leftStride, output)
      left += leftRowStride
      output += outputRowStride
      remaining &-= 1
    }
  }
}

/// The 16 columns, `vectors` vectors, of a right matrix.
@usableFromInline
struct ShallowMatrix<Vector: TileVector, let depth: Int, let vectors: Int> {
  @usableFromInline typealias Row = Tile<Vector, 1, vectors>

  @usableFromInline var columns: InlineArray<depth, InlineArray<vectors, Vector>>

  @inlinable @inline(always)
  static var places: ColumnPlaces { ColumnPlaces(tail: Vector.width / Vector.parts, block: 0) }

  @inlinable @inline(always)
  init(_ rows: ShallowRows) {
    columns = InlineArray(repeating: InlineArray(repeating: .zero))
    var step = 0
    while step < depth {
      columns[unchecked: step] = Row.columns(
        at: rows.right + step &* rows.rightStride, Self.places)
      step &+= 1
    }
  }

  /// Stores the sums of a row.
  @inlinable @inline(always)
  func multiply(
    _ left: UnsafePointer<Float>, _ leftStride: Int, _ output: UnsafeMutablePointer<Float>
  ) {
    var row = Row()
    var step = 0
    while step < depth {
      row.add(
        columns[unchecked: step], Vector(repeating: left[step &* leftStride]), to: 0)
      step &+= 1
    }
    row.store(0, to: output, Self.places)
  }
}
