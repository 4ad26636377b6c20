/// Addresses of the stack memory that tiles at the edges use: there a tile works on whole vectors, and its
/// valid lanes are copied one by one.
@usableFromInline
struct Staging {
  /// Floats in all: bias [8][16], output [8][16], right matrix [16][16].
  @inlinable @inline(always)
  static var count: Int { 512 }

  @usableFromInline let bias: UnsafeMutablePointer<Float>
  @usableFromInline let output: UnsafeMutablePointer<Float>
  @usableFromInline let right: UnsafeMutablePointer<Float>

  @inlinable @inline(always)
  init(_ memory: UnsafeMutablePointer<Float>) {
    bias = memory
    output = memory + 128
    right = memory + 256
  }
}

/// The addresses of up to eight rows: where a tile reads and writes.
@usableFromInline
struct TileRows {
  @usableFromInline var left: InlineArray<8, UnsafePointer<Float>>
  @usableFromInline var bias: InlineArray<8, UnsafePointer<Float>>
  @usableFromInline var output: InlineArray<8, UnsafePointer<Float>>
  @usableFromInline var biasStride: Int

  /// Takes the next `count` rows from a cursor. With `staging`, bias and output go through it, and
  /// `unstage` must follow.
  @inlinable @inline(always)
  init(
    _ count: Int, from cursor: inout RowCursor, _ product: Product, staging: Staging?, columns: Int
  ) {
    left = InlineArray(repeating: cursor.left)
    bias = InlineArray(repeating: cursor.left)
    output = InlineArray(repeating: cursor.output)
    biasStride = product.bias?.elementStride ?? 0
    for row in 0..<count {
      left[unchecked: row] = cursor.left
      output[unchecked: row] = cursor.output
      if let source = cursor.bias { bias[unchecked: row] = source }
      cursor.advance(product)
    }
    if let staging, product.bias != nil, biasStride != 0 {
      for row in 0..<count {
        let copy = staging.bias + row &* 16
        for lane in 0..<columns { copy[lane] = bias[unchecked: row][lane &* biasStride] }
        bias[unchecked: row] = UnsafePointer(copy)
      }
      biasStride = 1
    }
  }

  /// The same rows with the output in the staging memory.
  @inlinable @inline(always)
  func staged(_ staging: Staging) -> TileRows {
    var rows = self
    for row in 0..<8 { rows.output[row] = UnsafePointer(staging.output + row &* 16) }
    return rows
  }

  /// Copies the valid lanes of a staged output to where they belong.
  @inlinable @inline(always)
  func unstage(_ staging: Staging, rows count: Int, columns: Int, elementStride: Int) {
    for row in 0..<count {
      let target = UnsafeMutablePointer(mutating: output[unchecked: row])
      let source = staging.output + row &* 16
      for lane in 0..<columns { target[lane &* elementStride] = source[lane] }
    }
  }
}
