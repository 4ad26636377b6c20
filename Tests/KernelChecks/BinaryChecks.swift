internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

/// A broadcast: the output's sizes and, for each operand, whether it repeats an axis.
private struct Broadcast {
  var sizes: [Int]
  var strides: [[Int]] = []
  var counts: [Int] = []

  init(_ random: inout SeededGenerator) {
    let rank = random.pick([0, 1, 2, 3, 4])
    sizes = (0..<rank).map { _ in random.pick([1, 2, 3, 5, 8, 9, 17]) }
    for _ in 0..<2 {
      var count = 1
      var operand = [Int](repeating: 0, count: rank)
      for axis in (0..<rank).reversed() where random.pick([true, true, false]) {
        operand[axis] = count
        count *= sizes[axis]
      }
      strides.append(operand)
      counts.append(count)
    }
  }

  var count: Int { sizes.reduce(1, *) }

  var description: String {
    "\(text(sizes)), strides \(text(strides[0])) and \(text(strides[1]))"
  }

  func fill(_ a: inout hck_binary) {
    a.rank = sizes.count
    fillEight(&a.sizes, sizes)
    fillEight(&a.left_strides, strides[0])
    fillEight(&a.right_strides, strides[1])
  }

  /// The results of a function of both operands' elements.
  func map<T, Result>(
    _ left: GuardedBuffer<T>, _ right: GuardedBuffer<T>, _ function: (T, T) -> Result
  ) -> [Result] {
    zip(
      offsets(sizes: sizes, strides: strides[0]), offsets(sizes: sizes, strides: strides[1])
    ).map { function(left.pointer[$0], right.pointer[$1]) }
  }
}

@Sendable func combineFloats(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(200) {
    var random = SeededGenerator(seed: seed)
    let shape = Broadcast(&random)
    let left = random.guarded(shape.counts[0])
    let right = random.guarded(shape.counts[1])
    let output = unwritten(shape.count, random.side())
    var a = hck_binary()
    shape.fill(&a)
    a.element_type = HCK_TYPE_FLOAT32
    a.operation = UInt32(seed % 4)
    let activation = random.activation()
    a.activation = activation
    (a.left, a.right, a.output) = (left.input, right.input, output.output)
    kernels.binary(&a)
    let expected = shape.map(left, right) { left, right in
      let (x, y) = (Double(left), Double(right))
      let value = [x + y, x - y, x * y, x / y][Int(seed % 4)]
      let result = referenceActivation(activation, value)
      return Reference(result, magnitude: abs(value) + abs(result))
    }
    let context = "seed \(seed): \(shape.description)"
    report.expectClose(output.elements, expected, .sum, terms: 1, context)
    report.expect(
      left.isIntact && right.isIntact && output.isIntact, "\(context) wrote outside its output")
  }
}

@Sendable func wrapIntegers(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  func run(_ operation: UInt32, _ x: [Int32], _ y: [Int32]) -> [Int32] {
    let (left, right) = (GuardedBuffer(x), GuardedBuffer(y))
    let output = GuardedBuffer([Int32](repeating: 99, count: x.count))
    var a = hck_binary()
    (a.operation, a.element_type, a.rank) = (operation, HCK_TYPE_INT32, 1)
    (a.sizes.0, a.left_strides.0, a.right_strides.0) = (x.count, 1, 1)
    (a.left, a.right, a.output) = (left.input, right.input, output.output)
    kernels.binary(&a)
    return withExtendedLifetime((left, right)) { output.elements }
  }
  let (low, high) = (Int32.min, Int32.max)
  report.expectEqual(run(HCK_BINARY_ADD, [high, 1], [1, 2]), [low, 3], "sum")
  report.expectEqual(run(HCK_BINARY_SUBTRACT, [low, 1], [1, 2]), [high, -1], "difference")
  report.expectEqual(run(HCK_BINARY_MULTIPLY, [high, -3], [2, 5]), [-2, -15], "product")
  report.expectEqual(
    run(HCK_BINARY_DIVIDE, [7, -7, 7, low, low], [2, 2, 0, -1, 0]), [3, -3, 0, low, 0], "quotient")
}

@Sendable func combineIntegers(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  combine(kernels, HCK_TYPE_UINT8, UInt8.self, &report)
  combine(kernels, HCK_TYPE_INT8, Int8.self, &report)
  combine(kernels, HCK_TYPE_UINT16, UInt16.self, &report)
  combine(kernels, HCK_TYPE_INT16, Int16.self, &report)
  combine(kernels, HCK_TYPE_UINT32, UInt32.self, &report)
  combine(kernels, HCK_TYPE_INT32, Int32.self, &report)
  combine(kernels, HCK_TYPE_UINT64, UInt64.self, &report)
  combine(kernels, HCK_TYPE_INT64, Int64.self, &report)
}

private func combine<T: FixedWidthInteger & BitwiseCopyable>(
  _ kernels: KernelTable, _ type: UInt32, _: T.Type, _ report: inout CheckReport
) {
  for seed in 0..<12 as Range<UInt64> {
    var random = SeededGenerator(seed: seed)
    let shape = Broadcast(&random)
    let left = GuardedBuffer(
      (0..<shape.counts[0]).map { _ in T.random(in: .min ... .max, using: &random) })
    let right = GuardedBuffer(
      (0..<shape.counts[1]).map { _ in T.random(in: .min ... .max, using: &random) })
    let output = GuardedBuffer([T](repeating: 0, count: shape.count))
    var a = hck_binary()
    shape.fill(&a)
    (a.element_type, a.operation) = (type, UInt32(seed % 4))
    (a.left, a.right, a.output) = (left.input, right.input, output.output)
    kernels.binary(&a)
    let expected = shape.map(left, right) { x, y -> T in
      switch seed % 4 {
      case 0: return x &+ y
      case 1: return x &- y
      case 2: return x &* y
      default: return y == 0 ? 0 : x.dividedReportingOverflow(by: y).partialValue
      }
    }
    report.expectEqual(
      output.elements, expected, "type \(type) seed \(seed): \(shape.description)")
  }
}
