import ModelGraph

/// A product of two run-time matrices, for each index of the axes before the last two, which broadcast.
struct MatrixProductStep: Step {
  private let rows: Int
  private let depth: Int
  private let columns: Int
  /// For each product the matrix that it takes from either operand.
  private let left: [Int32]
  private let right: [Int32]
  private let operandCounts: [Int]

  init(left: [Int], right: [Int], output: [Int]) {
    depth = left[left.count - 1]
    rows = left.count == 1 ? 1 : left[left.count - 2]
    columns = right.count == 1 ? 1 : right[right.count - 1]
    let ownAxes = (left.count == 1 ? 0 : 1) + (right.count == 1 ? 0 : 1)
    let batch = Array(output.dropLast(ownAxes))
    self.left = places(batch, strides: Broadcast.strides(left.dropLast(2), in: batch))
    self.right = places(batch, strides: Broadcast.strides(right.dropLast(2), in: batch))
    operandCounts = [left.reduce(1, *), right.reduce(1, *)]
  }

  /// One operand transposed and one product.
  var scratchCount: Int {
    MemoryCounter.rounded(depth * max(rows, columns)) + depth * max(rows, columns)
  }

  func forward(_ memory: StepMemory) {
    for index in left.indices {
      Kernels.contract(
        1, depth, rows, columns, matrix: memory.inputs[0] + Int(left[index]) * rows * depth,
        input: memory.inputs[1] + Int(right[index]) * depth * columns,
        output: memory.output + index * rows * columns)
    }
  }

  /// dA = dC · Bᵀ, dB = Aᵀ · dC, summed where an operand is repeated.
  func backward(_ memory: StepMemory) {
    let turned = memory.scratch
    let product = turned + MemoryCounter.rounded(depth * max(rows, columns))
    for (target, count) in zip(memory.inputGradients, operandCounts) {
      target?.update(repeating: 0, count: count)
    }
    for index in left.indices {
      let gradient = memory.outputGradient + index * rows * columns
      let (a, b) = (Int(left[index]) * rows * depth, Int(right[index]) * depth * columns)
      if let target = memory.inputGradients[0] {
        transpose(memory.inputs[1] + b, rows: depth, columns: columns, into: turned)
        Kernels.contract(
          1, columns, rows, depth, matrix: gradient, input: turned, output: product)
        add(product, to: target + a, rows * depth)
      }
      if let target = memory.inputGradients[1] {
        transpose(memory.inputs[0] + a, rows: rows, columns: depth, into: turned)
        Kernels.contract(1, rows, depth, columns, matrix: turned, input: gradient, output: product)
        add(product, to: target + b, depth * columns)
      }
    }
  }
}
