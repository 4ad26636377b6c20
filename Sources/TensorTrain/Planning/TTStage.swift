/// One step of a product with a tensor train: the application of one core.
///
/// The state keeps its axes in the order batch, mode 1 … mode d, with bond k between modes k and
/// k + 1 while exactly one of its two cores is applied. Applying a core replaces one contiguous
/// group of axes, so each step is a batched product and nothing is transposed between them. Vectors
/// may also lie side by side, in groups: behind all other axes there is one of so many vectors of the
/// batch, in Q, and in front one of the groups:
///
///     state [P][K][Q] → [P][R][Q],   output[p] = matrix (R × K) · state[p] (K × Q)
public struct TTStage: Hashable, Sendable {
  /// The core applied, counted from 0.
  public let core: Int
  /// Product of the axes left of the group, the batch among them.
  public let P: Int
  /// Columns of the stage's matrix: (r_{k-1} if the left neighbour is applied) · n_k · (r_k if
  /// the right one is).
  public let K: Int
  /// Rows of the stage's matrix: (r_{k-1} if not) · m_k · (r_k if not).
  public let R: Int
  /// Product of the axes right of the group.
  public let Q: Int
  /// Whether the left bond is summed over in this stage (else it is opened).
  public let contractsLeftBond: Bool
  /// Whether the right bond is summed over in this stage (else it is opened).
  public let contractsRightBond: Bool

  /// A stage whose place in a product is known to the caller.
  public init(
    core: Int, P: Int, K: Int, R: Int, Q: Int, contractsLeftBond: Bool, contractsRightBond: Bool
  ) {
    self.core = core
    self.P = P
    self.K = K
    self.R = R
    self.Q = Q
    self.contractsLeftBond = contractsLeftBond
    self.contractsRightBond = contractsRightBond
  }

  public var multiplyAccumulates: Int { P * K * R * Q }
  public var inputCount: Int { P * K * Q }
  public var outputCount: Int { P * R * Q }

  /// The stage for some vectors of the batch: a divisor of it, and whole groups of those side by side.
  public func part(vectors: Int, of batch: Int) -> TTStage {
    replacing(P: P / (batch / vectors), Q)
  }

  /// The stage with so many vectors of the batch side by side.
  func placing(sideBySide vectors: Int) -> TTStage { replacing(P: P / vectors, Q * vectors) }

  private func replacing(P: Int, _ Q: Int) -> TTStage {
    TTStage(
      core: core, P: P, K: K, R: R, Q: Q, contractsLeftBond: contractsLeftBond,
      contractsRightBond: contractsRightBond)
  }
}

extension TTShape {
  /// The stages of a product that applies the cores in the given order.
  ///
  /// - Parameter sideBySide: vectors that lie side by side, a divisor of the batch.
  /// - Precondition: `order` is a permutation of `0..<coreCount`; `batch · state` fits an `Int`.
  public func stages(order: [Int], batch: Int = 1, sideBySide: Int = 1) -> [TTStage] {
    precondition(order.sorted() == Array(0..<coreCount), "an order names each core once")
    var isApplied = [Bool](repeating: false, count: coreCount)
    return order.map { core in
      let stage = stage(of: core, after: isApplied, batch: batch)
      isApplied[core] = true
      return stage.placing(sideBySide: sideBySide)
    }
  }

  /// The stage that applies `core` to a state in which the cores marked in `isApplied` are done.
  func stage(of core: Int, after isApplied: [Bool], batch: Int) -> TTStage {
    // Border bonds have rank 1, so it does not matter on which side they are counted.
    let left = core > 0 && isApplied[core - 1]
    let right = core + 1 < coreCount && isApplied[core + 1]
    let leftRank = ranks[core]
    let rightRank = ranks[core + 1]
    func axis(_ k: Int) -> Int { isApplied[k] ? rowModes[k] : columnModes[k] }
    func bond(after k: Int) -> Int { isApplied[k] != isApplied[k + 1] ? ranks[k + 1] : 1 }
    var P = batch
    for k in 0..<core { P *= axis(k) * (k + 1 < core ? bond(after: k) : 1) }
    var Q = 1
    for k in (core + 1)..<max(coreCount, core + 1) {
      Q *= axis(k) * (k + 1 < coreCount ? bond(after: k) : 1)
    }
    return TTStage(
      core: core, P: P,
      K: (left ? leftRank : 1) * columnModes[core] * (right ? rightRank : 1),
      R: (left ? 1 : leftRank) * rowModes[core] * (right ? 1 : rightRank),
      Q: Q, contractsLeftBond: left, contractsRightBond: right)
  }
}
