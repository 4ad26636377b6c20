import Foundation

/// Adam (Kingma and Ba 2015) over one vector of parameters.
struct Adam: Sendable, Codable, Hashable {
  private(set) var means: [Float]
  private(set) var squares: [Float]
  private(set) var stepCount = 0

  init(count: Int) {
    means = [Float](repeating: 0, count: count)
    squares = means
  }

  /// The state after `stepCount` updates.
  init(means: [Float], squares: [Float], stepCount: Int) {
    (self.means, self.squares, self.stepCount) = (means, squares, stepCount)
  }

  /// One update; the gradient is multiplied with `factor` (clipping) first.
  mutating func update(
    _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, factor: Float,
    rate: Double
  ) {
    stepCount += 1
    let (beta1, beta2): (Float, Float) = (0.9, 0.999)
    let meanScale = 1 / (1 - pow(beta1, Float(stepCount)))
    let squareScale = 1 / (1 - pow(beta2, Float(stepCount)))
    let step = Float(rate) * meanScale
    let count = means.count
    means.withUnsafeMutableBufferPointer { means in
      squares.withUnsafeMutableBufferPointer { squares in
        for i in 0..<count {
          let g = gradient[i] * factor
          let mean = beta1 * means[i] + (1 - beta1) * g
          let square = beta2 * squares[i] + (1 - beta2) * g * g
          means[i] = mean
          squares[i] = square
          parameters[i] -= step * mean / ((square * squareScale).squareRoot() + 1e-8)
        }
      }
    }
  }
}
