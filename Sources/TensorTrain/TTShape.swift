/// The shape of a TT-matrix: how the rows and columns of a matrix are split into modes, and the ranks between.
///
/// Core k has the shape `(ranks[k], rowModes[k], columnModes[k], ranks[k + 1])`, k counted from 0. Indices are
/// row-major mixed radix, the first digit the most significant.
public struct TTShape: Hashable, Sendable {
  /// m_1…m_d; their product is the number of rows M (outputs of a layer).
  public let rowModes: [Int]
  /// n_1…n_d; their product is the number of columns N (inputs of a layer).
  public let columnModes: [Int]
  /// r_0…r_d with r_0 = r_d = 1.
  public let ranks: [Int]

  /// - Throws: `TTShapeError` when the lists do not fit together or a number is not positive.
  public init(rowModes: [Int], columnModes: [Int], ranks: [Int]) throws(TTShapeError) {
    guard !rowModes.isEmpty, rowModes.count == columnModes.count else {
      throw TTShapeError("\(rowModes.count) row modes and \(columnModes.count) column modes")
    }
    guard ranks.count == rowModes.count + 1, ranks.first == 1, ranks.last == 1 else {
      throw TTShapeError("ranks must be \(rowModes.count + 1) numbers from 1 to 1, not \(ranks)")
    }
    guard (rowModes + columnModes + ranks).allSatisfy({ $0 > 0 }) else {
      throw TTShapeError("modes and ranks must be positive")
    }
    self.rowModes = rowModes
    self.columnModes = columnModes
    self.ranks = ranks
  }

  /// Number of cores, d.
  public var coreCount: Int { rowModes.count }
  /// M
  public var rows: Int { rowModes.reduce(1, *) }
  /// N
  public var columns: Int { columnModes.reduce(1, *) }

  /// The four extents of core `index`: `(r_{k-1}, m_k, n_k, r_k)`.
  public func coreExtents(_ index: Int) -> [Int] {
    [ranks[index], rowModes[index], columnModes[index], ranks[index + 1]]
  }
}

/// Why a TT shape is not one.
public struct TTShapeError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
