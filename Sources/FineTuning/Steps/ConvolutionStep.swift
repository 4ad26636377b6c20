import ModelGraph

/// A grouped convolution as a matrix product over unrolled columns, sample by sample, so that the columns of only one
/// sample and group need room. They are unrolled again for the backward pass: cheaper than keeping them.
struct ConvolutionStep: Step {
  private let batch: Int
  private let groups: Int
  private let columns: UnrolledColumns
  /// weight of a group (filters × columns.rowCount) · columns
  private let product: BatchedProduct
  private let hasBias: Bool

  init(_ convolution: Convolution, input: [Int], output: [Int], hasBias: Bool) {
    batch = input[0]
    groups = convolution.groups
    columns = UnrolledColumns(
      convolution, channels: input[1] / groups, input: Array(input[2...]),
      output: Array(output[2...]))
    product = BatchedProduct(
      P: 1, K: columns.rowCount, R: output[1] / groups, Q: columns.columnCount)
    self.hasBias = hasBias
  }

  private var filters: Int { product.R }
  private var weightCount: Int { product.R * product.K }
  private var matrixCount: Int { MemoryCounter.rounded(product.K * product.Q) }
  private var preparedGroupCount: Int { MemoryCounter.rounded(product.preparedCount) }
  var preparedCount: Int { groups * preparedGroupCount + weightCount }
  var scratchCount: Int { 2 * matrixCount + 2 * sumCount + product.matrixGradientScratchCount }
  private var sumCount: Int { MemoryCounter.rounded(weightCount) }

  func prepare(_ inputs: [UnsafePointer<Float>?], _ prepared: UnsafeMutablePointer<Float>) {
    guard let weight = inputs[1] else { return }
    for group in 0..<groups {
      product.prepare(
        weight + group * weightCount, prepared + group * preparedGroupCount,
        scratch: prepared + groups * preparedGroupCount)
    }
  }

  func forward(_ memory: StepMemory) {
    for (sample, group) in parts {
      product.forward(
        memory.inputs[1] + group * weightCount, memory.prepared + group * preparedGroupCount,
        input: columns(of: memory, sample, group),
        bias: hasBias ? .rows(memory.inputs[2] + group * filters) : .none,
        output: memory.output + outputStart(sample, group))
    }
  }

  func backward(_ memory: StepMemory) {
    if hasBias, let target = memory.inputGradients[2] { biasGradient(memory, target) }
    if let target = memory.inputGradients[1] { weightGradient(memory, target) }
    guard let target = memory.inputGradients[0] else { return }
    target.update(repeating: 0, count: batch * groups * columns.inputCount)
    let matrix = memory.scratch + matrixCount
    for (sample, group) in parts {
      let inputGradient = target + inputStart(sample, group)
      product.inputGradient(
        memory.inputs[1] + group * weightCount, memory.prepared + group * preparedGroupCount,
        outputGradient: memory.outputGradient + outputStart(sample, group),
        into: columns.isIdentity ? inputGradient : matrix)
      if !columns.isIdentity { columns.fold(matrix, addingTo: inputGradient) }
    }
  }

  private func weightGradient(_ memory: StepMemory, _ target: UnsafeMutablePointer<Float>) {
    target.update(repeating: 0, count: groups * weightCount)
    let sum = memory.scratch + 2 * matrixCount
    let scratch = sum + 2 * sumCount
    for (sample, group) in parts {
      let result = product.matrixGradient(
        input: columns(of: memory, sample, group),
        outputGradient: memory.outputGradient + outputStart(sample, group), target: nil,
        scratch: scratch)
      var part = result
      if product.gradientIsTransposed {
        transpose(result, rows: product.K, columns: product.R, into: sum)
        part = UnsafePointer(sum)
      }
      add(part, to: target + group * weightCount, weightCount)
    }
  }

  private func biasGradient(_ memory: StepMemory, _ target: UnsafeMutablePointer<Float>) {
    let channels = groups * filters
    target.update(repeating: 0, count: channels)
    for plane in 0..<(batch * channels) {
      let gradient = memory.outputGradient + plane * product.Q
      var sum: Float = 0
      for q in 0..<product.Q { sum += gradient[q] }
      target[plane % channels] += sum
    }
  }

  /// The columns of a sample and group, in the first part of the scratch memory unless they lie in the input.
  private func columns(
    of memory: StepMemory, _ sample: Int, _ group: Int
  ) -> UnsafePointer<Float> {
    let input = memory.inputs[0] + inputStart(sample, group)
    if columns.isIdentity { return input }
    columns.unroll(input, into: memory.scratch)
    return UnsafePointer(memory.scratch)
  }

  /// Samples and groups, one after the other.
  private var parts: some Sequence<(sample: Int, group: Int)> {
    (0..<(batch * groups)).lazy.map { (sample: $0 / groups, group: $0 % groups) }
  }

  private func inputStart(_ sample: Int, _ group: Int) -> Int {
    (sample * groups + group) * columns.inputCount
  }

  private func outputStart(_ sample: Int, _ group: Int) -> Int {
    (sample * groups + group) * filters * product.Q
  }
}
