import LinearAlgebra

extension TTMatrix {
  /// `y = W x` for a batch of vectors, stage by stage as `TTShape.stages` describes.
  ///
  /// This is the reference for the kernels of the runtime: plain loops, no blocking.
  /// - Parameters:
  ///   - input: `batch` vectors of N elements, one after the other.
  ///   - order: the order of application of the cores; the plan with the fewest operations by
  ///     default.
  /// - Returns: `batch` vectors of M elements.
  /// - Precondition: `input` holds `batch · N` elements.
  public func multiplied(by input: [Scalar], batch: Int = 1, order: [Int]? = nil) -> [Scalar] {
    precondition(input.count == batch * columns, "the input must hold batch · N elements")
    return shape.stages(order: order ?? shape.bestOrder().cores, batch: batch)
      .reduce(input) { state, stage in
        batchedProduct(stage, stageMatrix(stage), state)
      }
  }

  /// `y = W x` by one of the two sweeps.
  public func multiplied(by input: [Scalar], batch: Int = 1, _ sweep: Sweep) -> [Scalar] {
    multiplied(by: input, batch: batch, order: shape.order(of: sweep))
  }

  /// The R × K matrix of a stage: rows `(r_{k-1}?, m_k, r_k?)`, columns `(r_{k-1}?, n_k, r_k?)`,
  /// each bond on the side where it is opened (rows) or summed over (columns).
  public func stageMatrix(_ stage: TTStage) -> [Scalar] {
    let extents = shape.coreExtents(stage.core)
    let core = cores[stage.core]
    var matrix = [Scalar](repeating: 0, count: core.count)
    var index = 0
    for a in 0..<extents[0] {
      for i in 0..<extents[1] {
        for j in 0..<extents[2] {
          for b in 0..<extents[3] {
            var row = stage.contractsLeftBond ? i : a * extents[1] + i
            var column = stage.contractsLeftBond ? a * extents[2] + j : j
            if stage.contractsRightBond {
              column = column * extents[3] + b
            } else {
              row = row * extents[3] + b
            }
            matrix[row * stage.K + column] = core[index]
            index += 1
          }
        }
      }
    }
    return matrix
  }
}

/// `output[p] (R×Q) = matrix (R×K) · state[p] (K×Q)` for every p.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func batchedProduct<Scalar: MatrixScalar>(
  _ stage: TTStage, _ matrix: [Scalar], _ state: [Scalar]
) -> [Scalar] {
  let (P, K, R, Q) = (stage.P, stage.K, stage.R, stage.Q)
  var output = [Scalar](repeating: 0, count: P * R * Q)
  output.withUnsafeMutableBufferPointer { output in
    matrix.withUnsafeBufferPointer { matrix in
      state.withUnsafeBufferPointer { state in
        for p in 0..<P {
          for r in 0..<R {
            for k in 0..<K {
              let factor = matrix[r * K + k]
              for q in 0..<Q {
                output[(p * R + r) * Q + q] += factor * state[(p * K + k) * Q + q]
              }
            }
          }
        }
      }
    }
  }
  return output
}
