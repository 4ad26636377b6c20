internal import HandcarFormat
internal import ModelGraph

/// Kernel, strides, dilations and padding of a convolution or pool, with automatic padding and the rounding of
/// output sizes resolved. Lists hold one entry for each spatial axis.
struct SlidingWindow {
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  private(set) var before: [Int]
  private(set) var after: [Int]
  private(set) var outputSizes: [Int] = []

  /// Attributes that describe a window.
  static let attributes: Set<String> = ["auto_pad", "dilations", "kernel_shape", "pads", "strides"]

  /// - Parameters:
  ///   - input: sizes of the spatial axes.
  ///   - kernel: what `kernel_shape` says, or the weight's shape.
  init(_ node: BoundNode, input: [Int], kernel: [Int]) throws(NodeProblem) {
    let rank = input.count
    let ones = [Int](repeating: 1, count: rank)
    strides = try node.integers("strides") ?? ones
    dilations = try node.integers("dilations") ?? ones
    let pads = try node.integers("pads") ?? [Int](repeating: 0, count: 2 * rank)
    self.kernel = kernel
    guard kernel.count == rank, strides.count == rank, dilations.count == rank,
      pads.count == 2 * rank
    else {
      throw NodeProblem(
        "kernel \(kernel), strides \(strides), dilations \(dilations) and pads \(pads) do not "
          + "suit \(rank) spatial axes")
    }
    // So small that no sum or product of two below can overflow.
    let sizes = 1...Limits.maximumDimension
    guard (kernel + strides + dilations).allSatisfy({ sizes ~= $0 }),
      (pads + input).allSatisfy({ 0...Limits.maximumDimension ~= $0 })
    else {
      throw NodeProblem(
        "kernel \(kernel), strides \(strides), dilations \(dilations) must be positive and "
          + "pads \(pads) not negative")
    }
    before = Array(pads[..<rank])
    after = Array(pads[rank...])
    let roundsUp = try node.flag("ceil_mode")
    switch try node.string("auto_pad", default: "NOTSET") {
    case "NOTSET", "": outputSizes = windowCounts(over: input, roundsUp: roundsUp)
    case "VALID":
      before = before.map { _ in 0 }
      after = before
      outputSizes = windowCounts(over: input, roundsUp: false)
    case "SAME_UPPER": resolveSame(input, extraInFront: false)
    case "SAME_LOWER": resolveSame(input, extraInFront: true)
    case let other: throw NodeProblem("auto_pad '\(other)' is not supported")
    }
    guard outputSizes.allSatisfy({ $0 > 0 }) else {
      throw NodeProblem("the kernel \(kernel) is larger than the padded input \(input)")
    }
  }

  init(_ pool: Pool) {
    kernel = pool.kernel
    strides = pool.strides
    dilations = pool.dilations
    before = pool.paddingBefore
    after = pool.paddingAfter
  }

  /// Elements that the kernel spans.
  private func extent(_ axis: Int) -> Int { (kernel[axis] - 1) * dilations[axis] + 1 }

  /// The numbers of windows over an input of these sizes, with the padding as it is; 0 where none fits.
  func windowCounts(over input: [Int], roundsUp: Bool) -> [Int] {
    input.indices.map { axis in
      let room = input[axis] + before[axis] + after[axis] - extent(axis)
      guard room >= 0 else { return 0 }
      var size = room / strides[axis] + 1
      // A window that rounding up adds must start inside the input or the padding in front of it.
      if roundsUp, !room.isMultiple(of: strides[axis]),
        size * strides[axis] < input[axis] + before[axis]
      {
        size += 1
      }
      return size
    }
  }

  /// Pads so that the output has `ceil(input / stride)` elements; an odd element goes behind, or in front.
  private mutating func resolveSame(_ input: [Int], extraInFront: Bool) {
    for axis in input.indices {
      let size = (input[axis] + strides[axis] - 1) / strides[axis]
      let total = max((size - 1) * strides[axis] + extent(axis) - input[axis], 0)
      before[axis] = (extraInFront ? total + 1 : total) / 2
      after[axis] = total - before[axis]
      outputSizes.append(size)
    }
  }
}
