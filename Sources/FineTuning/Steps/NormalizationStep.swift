/// Batch normalization with frozen statistics: `x · a + b` for each channel, where a = scale / √(variance + ε).
/// Training on mini-batches would let the statistics of a calibration set replace those of the training set, so they
/// stay, and get no gradient.
struct NormalizationStep: Step {
  private let batch: Int
  private let channels: Int
  private let inner: Int
  private let epsilon: Float

  /// - Parameter shape: of x, `(batch, channels, …)`.
  init(shape: [Int], epsilon: Double) {
    batch = shape[0]
    channels = shape[1]
    inner = shape[2...].reduce(1, *)
    self.epsilon = Float(epsilon)
  }

  func forward(_ memory: StepMemory) {
    let (scale, bias, mean) = (memory.inputs[1], memory.inputs[2], memory.inputs[3])
    forEachPlane { channel, start in
      let factor = scale[channel] * inverseDeviation(memory, channel)
      let offset = bias[channel] - mean[channel] * factor
      let (x, y) = (memory.inputs[0] + start, memory.output + start)
      for i in 0..<inner { y[i] = x[i] * factor + offset }
    }
  }

  func backward(_ memory: StepMemory) {
    memory.inputGradients[1]?.update(repeating: 0, count: channels)
    memory.inputGradients[2]?.update(repeating: 0, count: channels)
    forEachPlane { channel, start in
      let inverse = inverseDeviation(memory, channel)
      let gradient = memory.outputGradient + start
      if let target = memory.inputGradients[0] {
        let factor = memory.inputs[1][channel] * inverse
        for i in 0..<inner { target[start + i] = gradient[i] * factor }
      }
      let x = memory.inputs[0] + start
      let mean = memory.inputs[3][channel]
      var sum: Float = 0
      var product: Float = 0
      for i in 0..<inner {
        sum += gradient[i]
        product += gradient[i] * (x[i] - mean)
      }
      memory.inputGradients[1]?[channel] += product * inverse
      memory.inputGradients[2]?[channel] += sum
    }
  }

  private func inverseDeviation(_ memory: StepMemory, _ channel: Int) -> Float {
    1 / (memory.inputs[4][channel] + epsilon).squareRoot()
  }

  @inline(__always)
  private func forEachPlane(_ body: (_ channel: Int, _ start: Int) -> Void) {
    for plane in 0..<(batch * channels) { body(plane % channels, plane * inner) }
  }
}
