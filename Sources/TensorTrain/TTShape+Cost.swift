/// The two plain orders of a product with a tensor train.
public enum Sweep: Hashable, Sendable, CaseIterable {
  /// Cores d … 1.
  case rightToLeft
  /// Cores 1 … d.
  case leftToRight
}

// Exact counts; FLOPs are 2 · MACs + B · M when there is a bias, against 2BMN + BM of the dense
// layer.
extension TTShape {
  /// Σ_k r_{k-1} m_k n_k r_k (Novikov et al. 2015); a bias adds M.
  public var parameterCount: Int {
    (0..<coreCount).reduce(0) { $0 + coreExtents($1).reduce(1, *) }
  }

  /// Parameters and, for each sample, multiply-accumulates of the dense layer: M · N.
  public var denseCount: Int { rows * columns }

  /// The cores in the order in which a sweep applies them.
  public func order(of sweep: Sweep) -> [Int] {
    switch sweep {
    case .rightToLeft: Array((0..<coreCount).reversed())
    case .leftToRight: Array(0..<coreCount)
    }
  }

  /// Multiply-accumulates of a product with `batch` vectors.
  ///
  /// Right to left: B Σ_k r_{k-1} r_k (n_1…n_k)(m_k…m_d); left to right: B Σ_k r_{k-1} r_k
  /// (m_1…m_k)(n_k…n_d).
  public func multiplyAccumulates(_ sweep: Sweep, batch: Int = 1) -> Int {
    var prefix = 1
    var suffix = sweep == .rightToLeft ? rows : columns
    var sum = 0
    for k in 0..<coreCount {
      let (left, right) =
        sweep == .rightToLeft ? (columnModes[k], rowModes[k]) : (rowModes[k], columnModes[k])
      prefix *= left
      sum += ranks[k] * ranks[k + 1] * prefix * suffix
      suffix /= right
    }
    return batch * sum
  }

  /// Multiply-accumulates of a product that applies the cores in any order.
  public func multiplyAccumulates(order: [Int], batch: Int = 1) -> Int {
    stages(order: order, batch: batch).reduce(0) { $0 + $1.multiplyAccumulates }
  }

  /// Scalars of scratch that a product with two alternating buffers needs, input and output
  /// included: the largest sum of the states before and after one stage.
  public func peakScratch(order: [Int], batch: Int = 1) -> Int {
    stages(order: order, batch: batch).map { $0.inputCount + $0.outputCount }.max() ?? 0
  }

  /// The peak scratch of a sweep.
  public func peakScratch(_ sweep: Sweep, batch: Int = 1) -> Int {
    peakScratch(order: order(of: sweep), batch: batch)
  }

  /// Multiply-accumulates of rebuilding the dense matrix by merging cores from the left:
  /// Σ_{k≥2} (Π_{l≤k} m_l n_l) r_{k-1} r_k.
  public var rebuildMultiplyAccumulates: Int {
    var extent = rowModes[0] * columnModes[0]
    var sum = 0
    for k in 1..<max(coreCount, 1) {
      extent *= rowModes[k] * columnModes[k]
      sum += extent * ranks[k] * ranks[k + 1]
    }
    return sum
  }

  /// The shape after multiplying cores `range` into one.
  ///
  /// - Precondition: the range is not empty and within `0..<coreCount`.
  public func merging(_ range: Range<Int>) -> TTShape {
    func merged(_ modes: [Int]) -> [Int] {
      modes[..<range.lowerBound] + [modes[range].reduce(1, *)] + modes[range.upperBound...]
    }
    return TTShape(
      trustedRowModes: merged(rowModes), columnModes: merged(columnModes),
      ranks: Array(ranks[...range.lowerBound] + ranks[range.upperBound...]))
  }
}
