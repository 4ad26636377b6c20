import ModelGraph

/// The mean over some axes.
struct ReduceMeanStep: Step {
  /// For each element of the input its place in the output.
  private let targets: [Int32]
  private let outputCount: Int
  private let weight: Float

  init(shape: [Int], axes: [Int]) {
    let kept = shape.enumerated().map { axes.contains($0) ? 1 : $1 }
    targets = places(shape, strides: Broadcast.strides(kept, in: shape))
    outputCount = kept.reduce(1, *)
    weight = Float(outputCount) / Float(max(targets.count, 1))
  }

  func forward(_ memory: StepMemory) {
    let (x, y) = (memory.inputs[0], memory.output)
    y.update(repeating: 0, count: outputCount)
    for (i, target) in targets.enumerated() { y[Int(target)] += x[i] }
    for i in 0..<outputCount { y[i] *= weight }
  }

  func backward(_ memory: StepMemory) {
    guard let target = memory.inputGradients[0] else { return }
    for (i, source) in targets.enumerated() {
      target[i] = memory.outputGradient[Int(source)] * weight
    }
  }
}
