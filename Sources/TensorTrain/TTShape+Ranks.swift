extension TTShape {
  /// A shape whose inner ranks are all `uniformRank`, but for the caps.
  ///
  /// - Throws: as the main initialiser.
  public init(
    rowModes: [Int], columnModes: [Int], uniformRank: Int
  ) throws(TTShapeError) {
    guard !rowModes.isEmpty, rowModes.count == columnModes.count else {
      throw TTShapeError("\(rowModes.count) row modes and \(columnModes.count) column modes")
    }
    guard (rowModes + columnModes + [uniformRank]).allSatisfy({ $0 > 0 }) else {
      throw TTShapeError("modes and ranks must be positive")
    }
    let wanted = [Int](repeating: uniformRank, count: rowModes.count - 1)
    let ranks = TTShape.capped(wanted, rowModes: rowModes, columnModes: columnModes)
    try self.init(rowModes: rowModes, columnModes: columnModes, ranks: ranks)
  }

  /// The ranks r_0…r_d cut to what a matrix of these modes can have.
  ///
  /// r_k ≤ min(r_{k-1} m_k n_k, Π_{l>k} m_l n_l), from the left: beyond it a rank only stores
  /// zeros.
  public var cappedRanks: [Int] {
    TTShape.capped(innerRanks, rowModes: rowModes, columnModes: columnModes)
  }

  /// r_1…r_{d-1}
  public var innerRanks: [Int] { Array(ranks[1..<coreCount]) }

  /// The same modes with capped ranks.
  public var capped: TTShape { replacingRanks(cappedRanks) }

  /// The same modes with other ranks, which must be a list of d + 1 positive numbers not above
  /// the present ones or the caps.
  func replacingRanks(_ ranks: [Int]) -> TTShape {
    TTShape(trustedRowModes: rowModes, columnModes: columnModes, ranks: ranks)
  }

  /// r_0…r_d from the d−1 wanted inner ranks. Products that pass `Int.max` count as unbounded.
  static func capped(_ wanted: [Int], rowModes: [Int], columnModes: [Int]) -> [Int] {
    let extents = zip(rowModes, columnModes).map { saturatingProduct($0, $1) }
    var right = [Int](repeating: 1, count: extents.count + 1)
    for k in stride(from: extents.count - 1, through: 0, by: -1) {
      right[k] = saturatingProduct(right[k + 1], extents[k])
    }
    var ranks = [1]
    for (k, rank) in wanted.enumerated() {
      ranks.append(min(rank, saturatingProduct(ranks[k], extents[k]), right[k + 1]))
    }
    return ranks + [1]
  }

  private static func saturatingProduct(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? Int.max : product
  }
}
