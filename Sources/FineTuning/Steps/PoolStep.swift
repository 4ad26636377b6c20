import ModelGraph

/// A pool, by a table of the input places of each window that serves every plane. The gradient of a maximum goes to
/// the first of equal elements.
struct PoolStep: Step {
  private let planes: Int
  private let inputCount: Int
  private let outputCount: Int
  private let isMaximum: Bool
  /// The window of output o reads `places[starts[o]..<starts[o + 1]]`.
  private let places: [Int32]
  private let starts: [Int32]
  /// 1 / (elements that an average counts), for each output.
  private let weights: [Float]

  /// - Parameter input: the shape `(batch, C, spatial…)`.
  init(_ pool: Pool, input: [Int]) {
    planes = input[0] * input[1]
    let sizes = Array(input[2...])
    inputCount = sizes.reduce(1, *)
    outputCount = pool.outputSizes.reduce(1, *)
    var countsPadding = false
    if case .average(let includesPadding) = pool.kind { countsPadding = includesPadding }
    isMaximum = pool.kind == .maximum

    var windows: [(places: [Int32], count: Int)] = [([0], 1)]
    for axis in sizes.indices {
      let along = (0..<pool.outputSizes[axis]).map { output in
        pool.window(axis: axis, output: output, input: sizes[axis])
      }
      windows = windows.flatMap { window in
        along.map { part in
          let places = window.places.flatMap { place in
            part.places.map { place * Int32(sizes[axis]) + Int32($0) }
          }
          return (places, window.count * part.paddedCount)
        }
      }
    }
    places = windows.flatMap(\.places)
    starts = windows.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1.places.count)) }
    weights = windows.map { 1 / Float(countsPadding ? $0.count : $0.places.count) }
  }

  /// The place of each maximum, as the bits of a float.
  var keptCount: Int { isMaximum ? planes * outputCount : 0 }

  func forward(_ memory: StepMemory) {
    for plane in 0..<planes {
      let x = memory.inputs[0] + plane * inputCount
      let y = memory.output + plane * outputCount
      let kept = memory.kept + plane * outputCount
      for output in 0..<outputCount {
        let window = Int(starts[output])..<Int(starts[output + 1])
        if isMaximum {
          var best = places[window.lowerBound]
          for index in window where x[Int(places[index])] > x[Int(best)] { best = places[index] }
          y[output] = x[Int(best)]
          kept[output] = Float(bitPattern: UInt32(bitPattern: best))
        } else {
          var sum: Float = 0
          for index in window { sum += x[Int(places[index])] }
          y[output] = sum * weights[output]
        }
      }
    }
  }

  func backward(_ memory: StepMemory) {
    guard let target = memory.inputGradients[0] else { return }
    target.update(repeating: 0, count: planes * inputCount)
    for plane in 0..<planes {
      let target = target + plane * inputCount
      let gradient = memory.outputGradient + plane * outputCount
      let kept = memory.kept + plane * outputCount
      for output in 0..<outputCount {
        if isMaximum {
          target[Int(kept[output].bitPattern)] += gradient[output]
        } else {
          let part = gradient[output] * weights[output]
          for index in Int(starts[output])..<Int(starts[output + 1]) {
            target[Int(places[index])] += part
          }
        }
      }
    }
  }
}

extension Pool {
  /// The places along an axis that a window reads, and how many it has when padding counts. A window that hangs over
  /// the padded input, as rounding up makes it, counts what is inside.
  fileprivate func window(
    axis: Int, output: Int, input: Int
  ) -> (places: [Int], paddedCount: Int) {
    let start = output * strides[axis] - paddingBefore[axis]
    let all = (0..<kernel[axis]).map { start + $0 * dilations[axis] }
    return (
      all.filter { 0..<input ~= $0 }, all.filter { $0 < input + paddingAfter[axis] }.count
    )
  }
}
