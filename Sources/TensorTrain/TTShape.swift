/// The shape of a TT-matrix: how the rows and columns of a matrix are split into modes, and the
/// ranks between.
///
/// Core k has the shape `(ranks[k], rowModes[k], columnModes[k], ranks[k + 1])`, k counted from
/// 0. Indices are row-major mixed radix, the first digit the most significant.
public struct TTShape: Hashable, Sendable {
  /// m_1…m_d; their product is the number of rows M (outputs of a layer).
  public let rowModes: [Int]
  /// n_1…n_d; their product is the number of columns N (inputs of a layer).
  public let columnModes: [Int]
  /// r_0…r_d with r_0 = r_d = 1.
  public let ranks: [Int]

  /// - Throws: `TTShapeError` when the lists do not fit together, a number is not positive, or
  ///   the matrix is so large that counts about it would not fit an `Int`.
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
    // d · M · N · R² bounds every count made from a shape, so none of them can overflow.
    let largestRank = ranks.max() ?? 1
    let factors = rowModes + columnModes + [largestRank, largestRank, rowModes.count]
    guard TTShape.product(factors) != nil else {
      throw TTShapeError("modes and ranks are too large: their product passes \(Int.max)")
    }
    self.rowModes = rowModes
    self.columnModes = columnModes
    self.ranks = ranks
  }

  /// A shape whose lists are already known to fit.
  init(trustedRowModes rowModes: [Int], columnModes: [Int], ranks: [Int]) {
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

  /// The product of positive factors, or nil when it does not fit an `Int`.
  static func product(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return product
  }

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
