/// Where the vectors of a batch lie in the states between the stages of a layer.
public enum BatchAxis: Hashable, Sendable {
  /// One behind the other, as in the input: the batch is the outermost axis, a part of P.
  case outermost
  /// Side by side, so that columns are whole vectors of a kernel whatever the modes are: the batch is the innermost axis, a
  /// part of Q. The input is transposed for it, and the output back.
  case innermost

  /// The fewest vectors that pass the stages together while others wait: with the innermost axis those that fill the columns of
  /// a panel, if they divide the batch.
  public func fewestVectors(of batch: Int) -> Int {
    switch self {
    case .outermost: min(batch, 1)
    case .innermost: (min(batch, 16)...max(batch, 16)).first { $0 > 0 && batch % $0 == 0 } ?? batch
    }
  }
}

extension TTStage {
  /// The same stage with the batch moved from P to where it lies.
  func batch(_ batch: Int, _ axis: BatchAxis) -> TTStage {
    switch axis {
    case .outermost: self
    case .innermost: replacing(P: P / batch, Q: Q * batch)
    }
  }

  /// The stage for some vectors of the batch alone.
  public func vectors(_ vectors: Int, of batch: Int, _ axis: BatchAxis) -> TTStage {
    switch axis {
    case .outermost: replacing(P: P / batch * vectors, Q: Q)
    case .innermost: replacing(P: P, Q: Q / batch * vectors)
    }
  }

  private func replacing(P: Int, Q: Int) -> TTStage {
    TTStage(
      core: core, P: P, K: K, R: R, Q: Q, contractsLeftBond: contractsLeftBond,
      contractsRightBond: contractsRightBond)
  }
}
