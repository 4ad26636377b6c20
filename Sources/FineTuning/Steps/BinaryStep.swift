import ModelGraph

/// Elementwise arithmetic with broadcasting. The gradient of a repeated element is the sum over its repetitions.
struct BinaryStep: Step {
  private let binaryOperator: BinaryOperator
  private let count: Int
  private let operandCounts: [Int]
  /// For each element of the output the place in either operand.
  private let left: [Int32]
  private let right: [Int32]

  init(_ binaryOperator: BinaryOperator, left: [Int], right: [Int], output: [Int]) {
    self.binaryOperator = binaryOperator
    count = output.reduce(1, *)
    operandCounts = [left.reduce(1, *), right.reduce(1, *)]
    self.left = places(output, strides: Broadcast.strides(left, in: output))
    self.right = places(output, strides: Broadcast.strides(right, in: output))
  }

  func forward(_ memory: StepMemory) {
    let (a, b, y) = (memory.inputs[0], memory.inputs[1], memory.output)
    switch binaryOperator {
    case .add: for i in 0..<count { y[i] = a[Int(left[i])] + b[Int(right[i])] }
    case .subtract: for i in 0..<count { y[i] = a[Int(left[i])] - b[Int(right[i])] }
    case .multiply: for i in 0..<count { y[i] = a[Int(left[i])] * b[Int(right[i])] }
    case .divide: for i in 0..<count { y[i] = a[Int(left[i])] / b[Int(right[i])] }
    }
  }

  func backward(_ memory: StepMemory) {
    let (a, b, gradient) = (memory.inputs[0], memory.inputs[1], memory.outputGradient)
    if let target = memory.inputGradients[0] {
      target.update(repeating: 0, count: operandCounts[0])
      switch binaryOperator {
      case .add, .subtract: for i in 0..<count { target[Int(left[i])] += gradient[i] }
      case .multiply:
        for i in 0..<count { target[Int(left[i])] += gradient[i] * b[Int(right[i])] }
      case .divide:
        for i in 0..<count { target[Int(left[i])] += gradient[i] / b[Int(right[i])] }
      }
    }
    if let target = memory.inputGradients[1] {
      target.update(repeating: 0, count: operandCounts[1])
      switch binaryOperator {
      case .add: for i in 0..<count { target[Int(right[i])] += gradient[i] }
      case .subtract: for i in 0..<count { target[Int(right[i])] -= gradient[i] }
      case .multiply:
        for i in 0..<count { target[Int(right[i])] += gradient[i] * a[Int(left[i])] }
      case .divide:
        for i in 0..<count {
          let divisor = b[Int(right[i])]
          target[Int(right[i])] -= gradient[i] * a[Int(left[i])] / (divisor * divisor)
        }
      }
    }
  }
}

/// `Σ index[a] · strides[a]` for each index of a shape in row-major order.
func places(_ shape: [Int], strides: [Int]) -> [Int32] {
  var result: [Int32] = [0]
  for (size, stride) in zip(shape, strides) {
    result = result.flatMap { place in (0..<size).map { place + Int32($0 * stride) } }
  }
  return result
}

/// Strides of a row-major tensor.
func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}
