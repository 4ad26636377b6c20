import ModelGraph

/// The same elements under another shape.
struct CopyStep: Step {
  let count: Int

  func forward(_ memory: StepMemory) { memory.output.update(from: memory.inputs[0], count: count) }

  func backward(_ memory: StepMemory) {
    memory.inputGradients[0]?.update(from: memory.outputGradient, count: count)
  }
}

/// A transposition or a padding: each element of the output repeats one of the input, or is a constant.
struct GatherStep: Step {
  private let inputCount: Int
  /// For each element of the output its place in the input; −1 for the constant.
  private let sources: [Int32]
  private let fill: Float

  init(transposing shape: [Int], permutation: [Int]) {
    let strides = rowMajorStrides(shape)
    inputCount = shape.reduce(1, *)
    sources = places(permutation.map { shape[$0] }, strides: permutation.map { strides[$0] })
    fill = 0
  }

  init(padding: Padding, shape: [Int]) {
    let strides = rowMajorStrides(shape)
    inputCount = shape.reduce(1, *)
    var sources: [Int32] = [0]
    for axis in shape.indices {
      let along = padding.sources(axis: axis, size: shape[axis])
      sources = sources.flatMap { place in
        along.map { place < 0 || $0 < 0 ? -1 : place + Int32($0 * strides[axis]) }
      }
    }
    self.sources = sources
    if case .constant(let value) = padding.mode { fill = Float(value) } else { fill = 0 }
  }

  func forward(_ memory: StepMemory) {
    for (i, source) in sources.enumerated() {
      memory.output[i] = source < 0 ? fill : memory.inputs[0][Int(source)]
    }
  }

  func backward(_ memory: StepMemory) {
    guard let target = memory.inputGradients[0] else { return }
    target.update(repeating: 0, count: inputCount)
    for (i, source) in sources.enumerated() where source >= 0 {
      target[Int(source)] += memory.outputGradient[i]
    }
  }
}

/// One run of each input after the other, `outer` times.
struct ConcatStep: Step {
  private let runs: [Int]
  private let outer: Int

  init(shapes: [[Int]], axis: Int) {
    runs = shapes.map { $0[axis...].reduce(1, *) }
    outer = shapes[0][..<axis].reduce(1, *)
  }

  func forward(_ memory: StepMemory) {
    forEachRun { input, source, target, count in
      (memory.output + target).update(from: memory.inputs[input] + source, count: count)
    }
  }

  func backward(_ memory: StepMemory) {
    forEachRun { input, source, target, count in
      guard let gradient = memory.inputGradients[input] else { return }
      (gradient + source).update(from: memory.outputGradient + target, count: count)
    }
  }

  private func forEachRun(_ body: (_ input: Int, _ source: Int, _ target: Int, Int) -> Void) {
    var target = 0
    for index in 0..<outer {
      for (input, run) in runs.enumerated() {
        body(input, index * run, target, run)
        target += run
      }
    }
  }
}

extension Padding {
  /// For each place of the padded axis the place in the input that it repeats, −1 for the constant. Cropping comes
  /// first, so that the other modes repeat what is left.
  fileprivate func sources(axis: Int, size: Int) -> [Int] {
    let start = max(-before[axis], 0)
    let length = size - start - max(-after[axis], 0)
    return (-max(before[axis], 0)..<(length + max(after[axis], 0))).map { place in
      if 0..<length ~= place { return start + place }
      switch mode {
      case .constant: return -1
      case .edge: return start + min(max(place, 0), length - 1)
      case .wrap: return start + (place % length + length) % length
      case .reflect:
        let period = max(2 * (length - 1), 1)
        let phase = (place % period + period) % period
        return start + min(phase, period - phase)
      }
    }
  }
}
