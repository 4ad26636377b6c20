import Foundation

/// Operations that normalize or average along axes.
extension NodeEvaluation {
  /// `(x − mean) / sqrt(variance + ε) · scale + bias` for each channel, axis 1.
  func batchNormalization(epsilon: Double) -> Tensor {
    let (scale, bias) = (inputs[1].doubles, inputs[2].doubles)
    let (mean, variance) = (inputs[3].doubles, inputs[4].doubles)
    let channels = x.shape[1]
    let inner = x.shape[2...].reduce(1, *)
    return result(
      x.doubles.enumerated().map { index, x in
        let channel = index / inner % channels
        let normalized = (x - mean[channel]) / sqrt(variance[channel] + epsilon)
        return normalized * scale[channel] + bias[channel]
      })
  }

  /// `exp(x) / Σ exp(x)` along the axis, with the maximum subtracted first so that nothing
  /// overflows.
  func softmax(axis: Int) -> Tensor {
    let length = x.shape[axis]
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    var elements = x.doubles
    for start in elements.indices where start / inner % length == 0 {
      let places = (0..<length).map { start + $0 * inner }
      let maximum = places.reduce(-Double.infinity) { max($0, elements[$1]) }
      let exponentials = places.map { exp(elements[$0] - maximum) }
      let sum = exponentials.reduce(0, +)
      for (place, exponential) in zip(places, exponentials) {
        elements[place] = exponential / sum
      }
    }
    return result(elements)
  }

  func reduceMean(axes: [Int]) -> Tensor {
    let kept = x.shape.enumerated().map { axes.contains($0) ? 1 : $1 }
    let targets = Offsets.strided(x.shape, Broadcast.strides(kept, in: x.shape))
    var sums = [Double](repeating: 0, count: resultType.count)
    for (element, target) in zip(x.doubles, targets) { sums[target] += element }
    let count = Double(axes.reduce(1) { $0 * x.shape[$1] })
    return result(sums.map { $0 / count })
  }
}
