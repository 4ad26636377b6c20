internal import _HandcarShims

/// The addresses of up to eight rows, where a tile reads and writes: lists in stack memory, filled for one tile after
/// the other. What happens here needs no vectors and is compiled once for all kernel sets.
public struct TileRows {
  @usableFromInline typealias Addresses = UnsafeMutablePointer<UnsafePointer<Float>>

  @usableFromInline let left: Addresses
  @usableFromInline let bias: Addresses
  @usableFromInline let output: Addresses
  /// The output rows in the staging memory.
  @usableFromInline let stagedOutput: Addresses
  @usableFromInline let staging: Staging

  /// `memory` holds 32 addresses, the last eight of them those of the staging memory's rows.
  @inlinable @inline(always)
  init(_ memory: UnsafeMutablePointer<UnsafePointer<Float>>, _ staging: Staging) {
    left = memory
    bias = memory + 8
    output = memory + 16
    stagedOutput = memory + 24
    self.staging = staging
    for row in 0..<8 { stagedOutput[row] = UnsafePointer(staging.output + row &* 16) }
  }

  /// Takes the next `count` rows from a cursor.
  @export(interface)
  public func fill(
    _ count: Int, from cursor: inout RowCursor, _ product: UnsafePointer<Product>
  ) {
    for row in 0..<count {
      left[row] = cursor.left
      output[row] = cursor.output
      if let source = cursor.bias { bias[row] = source }
      cursor.advance(product)
    }
  }

  /// Brings the biases of the filled rows into the staging memory, one beside the other.
  @export(interface)
  public func stageBias(rows count: Int, columns: Int, elementStride: Int) {
    for row in 0..<count {
      let copy = staging.bias + row &* 16
      hcs_copy_floats(bias[row], elementStride, copy, 1, columns)
      bias[row] = UnsafePointer(copy)
    }
  }

  /// Copies the valid lanes of a staged output to where they belong.
  @export(interface)
  public func unstage(rows count: Int, columns: Int, elementStride: Int) {
    for row in 0..<count {
      let target = UnsafeMutablePointer(mutating: output[row])
      hcs_copy_floats(stagedOutput[row], 1, target, elementStride, columns)
    }
  }
}
