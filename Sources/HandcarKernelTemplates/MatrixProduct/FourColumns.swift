public import _HandcarShims

/// Sixteen rows of a product of exactly four columns, which leave a tile that is turned around as whole vectors: its vectors run
/// along rows, and it takes the columns of four entries of the batch.
///
/// Half a vector of columns of each of four entries fills vectors too, but only by more loads than there are multiply-adds.
/// Sums add along depth as in any tile: their bits are the same.
public struct FourColumns {
  @usableFromInline let depth: Int
  @usableFromInline let batch: Int
  /// The rows of the left matrix, [depth][16].
  @usableFromInline let left: UnsafePointer<Float>
  @usableFromInline let right: UnsafePointer<Float>
  @usableFromInline let rightStride: Int
  @usableFromInline let output: UnsafeMutablePointer<Float>
  @usableFromInline let outputStride: Int

  /// Entries of the batch below which to copy the left matrix costs more than it gains.
  static var fewestEntries: Int { 48 }

  /// Copies sixteen rows into `memory`.
  init(_ product: UnsafePointer<Product>, row: Int, _ memory: UnsafeMutablePointer<Float>) {
    let p = product.pointee
    depth = p.depth
    batch = p.batch
    left = UnsafePointer(memory)
    right = p.right.start
    rightStride = p.right.batchStride
    output = UnsafeMutablePointer(mutating: p.output.start + row &* 4)
    outputStride = p.output.batchStride
    let rows = p.left.start + row &* p.left.rowStride
    for step in 0..<p.depth {
      hcs_copy_floats(rows + step, p.left.rowStride, memory + step &* 16, 1, 16)
    }
  }
}

extension Product {
  /// Whether `FourColumns` computes this.
  var hasFourColumns: Bool {
    columns == 4 && rows & 15 == 0 && groupRows >= rows && batch >= FourColumns.fewestEntries
      && depth &* 16 <= HCS_INTERLEAVED_STEPS &* 4 && left.elementStride == 1
      && right.depthStride == 4 && right.blockStride == 16 && output.elementStride == 1
      && output.rowStride == 4 && bias == nil && !clamp.isBounded
  }
}

/// Computes a `FourColumns`: `WideTiles.runFourColumns`.
@inlinable @inline(always)
public func runFourColumns(_ address: UnsafeMutableRawPointer?) {
  let run = address.unsafelyUnwrapped.assumingMemoryBound(to: FourColumns.self).pointee
  var next = 0
  while next < run.batch {
    // The last entries may be some that are there already.
    let entry = next < run.batch &- 4 ? next : run.batch &- 4
    let right = run.right + entry &* run.rightStride
    let entries: InlineArray<4, UnsafePointer<Float>> = [
      right, right + run.rightStride, right + 2 &* run.rightStride, right + 3 &* run.rightStride,
    ]
    var sums = InlineArray<4, FourByFour>(repeating: FourByFour())
    var left = run.left
    var offset = 0
    var remaining = run.depth
    while remaining > 0 {
      let rows = Vector16(loading: left)
      var index = 0
      while index < 4 {
        sums[unchecked: index].add(rows, entries[unchecked: index] + offset)
        index &+= 1
      }
      left += 16
      offset &+= 4
      remaining &-= 1
    }
    let output = run.output + entry &* run.outputStride
    // Written out: the compiler leaves a loop a loop, and then the sums lie in memory.
    sums[unchecked: 0].store(to: output)
    sums[unchecked: 1].store(to: output + run.outputStride)
    sums[unchecked: 2].store(to: output + 2 &* run.outputStride)
    sums[unchecked: 3].store(to: output + 3 &* run.outputStride)
    next &+= 4
  }
}

/// The sums of sixteen rows and four columns: [column][row].
@usableFromInline
struct FourByFour {
  @usableFromInline var columns: InlineArray<4, Vector16>

  @inlinable @inline(always)
  init() { columns = InlineArray(repeating: .zero) }

  @inlinable @inline(always)
  mutating func add(_ rows: Vector16, _ right: UnsafePointer<Float>) {
    var column = 0
    while column < 4 {
      columns[unchecked: column] = columns[unchecked: column]
        .addingProduct(rows, Vector16(repeating: right[column]))
      column &+= 1
    }
  }

  /// Stores [row][column].
  @inlinable @inline(always)
  func store(to output: UnsafeMutablePointer<Float>) {
    let even = columns[unchecked: 0].interleaved(with: columns[unchecked: 2])
    let odd = columns[unchecked: 1].interleaved(with: columns[unchecked: 3])
    let first = even.low.interleaved(with: odd.low)
    let second = even.high.interleaved(with: odd.high)
    let target = UnsafeMutableRawPointer(output)
    target.storeBytes(of: first.low.lanes, as: SIMD16<Float>.self)
    target.storeBytes(of: first.high.lanes, toByteOffset: 64, as: SIMD16<Float>.self)
    target.storeBytes(of: second.low.lanes, toByteOffset: 128, as: SIMD16<Float>.self)
    target.storeBytes(of: second.high.lanes, toByteOffset: 192, as: SIMD16<Float>.self)
  }
}

extension Vector16 {
  /// The lanes of two vectors in turn, of their lower and of their upper halves.
  @inlinable @inline(always)
  func interleaved(with other: Self) -> (low: Self, high: Self) {
    (
      Self(hcs_interleave_low(lanes, other.lanes)), Self(hcs_interleave_high(lanes, other.lanes))
    )
  }
}
