import Foundation
import ModelGraph

/// How far the student's outputs are from the teacher's, and the gradient of that.
public struct DistillationLoss: Hashable, Sendable, Codable {
  /// What an output is.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Logits of classes along the last axis, or their softmax at the end of the network, whose input is then
    /// compared: `KL(softmax(t / T) ‖ softmax(s / T)) + 0.1 · mean (s − t)² / σ²` with σ the standard deviation of
    /// the teacher's logits and T = σ / 2.
    case classifier
    /// Numbers: `mean (s − t)² / σ²` with σ the standard deviation of the teacher's numbers.
    case regressor
  }

  let kind: Kind
  /// σ
  let deviation: Float
  /// Length of the last axis.
  let classCount: Int
  /// What the mean squared error over variance is multiplied with.
  let squareWeight: Float
  let labelWeight: Float

  init(_ kind: Kind, deviation: Double, classCount: Int, weight: Double, labelWeight: Double) {
    self.kind = kind
    self.deviation = Float(max(deviation, 1e-6))
    self.classCount = classCount
    self.labelWeight = Float(labelWeight)
    squareWeight = Float(weight) * (kind == .classifier ? 0.1 : 1)
  }

  /// Adds up what one slice contributes to the loss of a batch, and writes the gradient of the batch's mean.
  ///
  /// - Parameters:
  ///   - samples: how many of the slice's samples count.
  ///   - batch: samples of the whole batch.
  ///   - labels: the class of each sample, −1 for none; empty when labels do not matter.
  /// - Returns: the sum over the samples, in `Double`; not divided by `batch`.
  func evaluate(
    student: UnsafeMutableBufferPointer<Float>, teacher: UnsafeMutableBufferPointer<Float>,
    sampleSize: Int, samples: Int, batch: Int, labels: [Int],
    gradient: UnsafeMutableBufferPointer<Float>?
  ) -> Double {
    let count = samples * sampleSize
    let scale = squareWeight / (Float(sampleSize) * deviation * deviation)
    var sum = 0.0
    var squares: Float = 0
    let gradientScale = 2 * scale / Float(batch)
    for i in 0..<count {
      let difference = student[i] - teacher[i]
      squares += difference * difference
      gradient?[i] = gradientScale * difference
    }
    sum += Double(squares * scale)
    guard kind == .classifier else { return sum }
    let temperature = deviation / 2
    for row in 0..<(count / classCount) {
      let range = row * classCount
      let sample = range / sampleSize
      let rows = Float(sampleSize / classCount)
      var entropy: Float = 0
      let weight = 1 / (Float(batch) * rows)
      let (s, t) = (student.baseAddress! + range, teacher.baseAddress! + range)
      let sNorm = logSumExp(s, temperature)
      let tNorm = logSumExp(t, temperature)
      for k in 0..<classCount {
        let target = exp(t[k] / temperature - tNorm)
        entropy += target * ((t[k] - s[k]) / temperature - tNorm + sNorm)
        let own = exp(s[k] / temperature - sNorm)
        gradient?[range + k] += weight * (own - target) / temperature
      }
      sum += Double(entropy / rows)
      guard labelWeight > 0, sample < labels.count, labels[sample] >= 0 else { continue }
      let norm = logSumExp(s, 1)
      sum += Double(labelWeight * (norm - s[labels[sample]]) / rows)
      for k in 0..<classCount {
        let own = exp(s[k] - norm) - (k == labels[sample] ? 1 : 0)
        gradient?[range + k] += labelWeight * weight * own
      }
    }
    return sum
  }

  /// log Σ exp(x / temperature)
  private func logSumExp(_ x: UnsafePointer<Float>, _ temperature: Float) -> Float {
    var largest = -Float.infinity
    for k in 0..<classCount { largest = max(largest, x[k]) }
    var sum: Float = 0
    for k in 0..<classCount { sum += exp((x[k] - largest) / temperature) }
    return largest / temperature + log(sum)
  }
}

extension Graph {
  /// What an output is: a classifier's when it ends with a softmax or is `(batch, classes)` without the shape of an
  /// input; else a regressor's.
  func lossKind(of output: ValueID) -> DistillationLoss.Kind {
    if softmaxInput(of: output) != nil { return .classifier }
    let shape = self[output].type.shape
    let isReconstruction = inputs.contains { self[$0].type.shape == shape }
    return shape.count == 2 && shape[1] > 1 && !isReconstruction ? .classifier : .regressor
  }

  /// The logits under an output that is a softmax along its last axis, through reshapes that keep that axis; nil
  /// when it is none.
  func softmaxInput(of output: ValueID) -> ValueID? {
    guard let node = nodes.last(where: { $0.outputs.contains(output) }) else { return nil }
    let shape = self[output].type.shape
    switch node.operation {
    case .softmax(let axis) where axis == shape.count - 1: return node.inputs[0]
    case .identity: return softmaxInput(of: node.inputs[0])
    default: return nil
    }
  }
}
