import LinearAlgebra
import TensorTrain

extension CoreEquations {
  /// Most multiply-adds in Σ z zᵀ; beyond, some of the samples serve.
  private static let largestSum = 100_000_000_000
  /// Elements of the states that are held at a time: 64 MB.
  private static let stateElements = 1 << 24

  /// How many samples there is time for.
  ///
  /// - Parameter rows: states that each sample makes.
  static func sampleLimit(unknowns: Int, rows: Int) -> Int {
    largestSum / (unknowns * unknowns * rows)
  }

  /// The equations from samples: the other cores are applied to them, from both ends to the one.
  ///
  /// - Parameters:
  ///   - samples: inputs, `(samples, N)`.
  ///   - outputs: what they should become, `(samples, M)`.
  ///   - limit: how many of them serve at most.
  init(
    of core: Int, in train: TTMatrix<Float>, samples: Matrix<Float>, outputs: Matrix<Float>,
    limit: Int
  ) {
    let count = train.shape.coreCount
    let order = Array(0..<core) + (core + 1..<max(count, core + 1)).reversed() + [core]
    let stage = train.shape.stages(order: order)[count - 1]
    self.init(
      gram: Matrix(zerosOfRows: stage.K, columns: stage.K),
      right: Matrix(zerosOfRows: stage.K, columns: stage.R))
    let chosen = evenlySpread(Array(0..<samples.rows), limit)
    let chunk = max(1, Self.stateElements / (stage.K * stage.P * stage.Q))
    for first in stride(from: 0, to: chosen.count, by: chunk) {
      let part = chosen[first..<min(first + chunk, chosen.count)]
      add(samples.selecting(part), outputs.selecting(part), train, order)
    }
  }

  private mutating func add(
    _ samples: Matrix<Float>, _ outputs: Matrix<Float>, _ train: TTMatrix<Float>, _ order: [Int]
  ) {
    var state = samples.elements
    let stages = train.shape.stages(order: order, batch: samples.rows)
    for stage in stages.dropLast() {
      let product = columns(state, stage.P, stage.K, stage.Q)
        .multiplied(byTransposeOf: train.matrix(of: stage))
      state = columns(product.elements, stage.P, stage.Q, stage.R).elements
    }
    let stage = stages[stages.count - 1]
    let z = columns(state, stage.P, stage.K, stage.Q)
    var residual = columns(outputs.elements, stage.P, stage.R, stage.Q)
    residual.add(z.multiplied(byTransposeOf: train.matrix(of: stage)), times: -1)
    gram.add(z.columnGram())
    right.add(z.transposeMultiplied(by: residual).inDouble)
  }

  /// The columns of P matrices, `[P][K][Q]`, as P · Q rows of K.
  private func columns(_ state: [Float], _ P: Int, _ K: Int, _ Q: Int) -> Matrix<Float> {
    Matrix(
      rows: P * Q, columns: K,
      elements: Q == 1 || K == 1 ? state : exchangingLastAxes(P, K, Q, state))
  }
}

extension TTMatrix<Float> {
  fileprivate func matrix(of stage: TTStage) -> Matrix<Float> {
    Matrix(rows: stage.R, columns: stage.K, elements: stageMatrix(stage))
  }
}

extension Matrix {
  fileprivate func selecting(_ chosen: ArraySlice<Int>) -> Matrix {
    guard chosen.count < rows else { return self }
    return Matrix(
      rows: chosen.count, columns: columns,
      elements: chosen.flatMap { elements[$0 * columns..<($0 + 1) * columns] })
  }
}
