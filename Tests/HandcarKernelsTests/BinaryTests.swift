import HandcarKernels
import Testing
import TestSupport
import _HandcarShims

@Suite struct BinaryTests {
  /// A broadcast: the output's sizes and, for each operand, whether it repeats an axis.
  private struct Shape {
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

    func fill(_ a: inout hck_binary) {
      a.rank = sizes.count
      fillEight(&a.sizes, sizes)
      fillEight(&a.left_strides, strides[0])
      fillEight(&a.right_strides, strides[1])
    }
  }

  @Test(arguments: KernelSuite.sets)
  func floats(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = Shape(&random)
      let left = random.guarded(shape.counts[0])
      let right = random.guarded(shape.counts[1])
      let output = GuardedBuffer(
        [Float](repeating: .nan, count: shape.sizes.reduce(1, *)), guarding: random.side())
      var a = hck_binary()
      shape.fill(&a)
      a.element_type = HCK_TYPE_FLOAT32
      a.operation = UInt32(seed % 4)
      a.activation = random.pick(KernelSuite.activations)
      (a.left, a.right) = (UnsafeRawPointer(left.pointer), UnsafeRawPointer(right.pointer))
      a.output = UnsafeMutableRawPointer(output.pointer)
      kernels.binary(&a)
      let expected = zip(
        offsets(sizes: shape.sizes, strides: shape.strides[0]),
        offsets(sizes: shape.sizes, strides: shape.strides[1])
      ).map { i, j in
        let (x, y) = (Double(left.pointer[i]), Double(right.pointer[j]))
        let value = [x + y, x - y, x * y, x / y][Int(seed % 4)]
        let result = referenceActivation(a.activation, value)
        return Reference(result, magnitude: abs(value) + abs(result))
      }
      expectClose(output.elements, expected, .sum, terms: 1, "\(set) seed \(seed): \(shape)")
      #expect(left.isIntact && right.isIntact && output.isIntact, "\(set) seed \(seed)")
    }
  }

  @Test func integersWrapAndNeverTrap() {
    let kernels = KernelTable(for: .portable)
    func run(_ operation: UInt32, _ x: [Int32], _ y: [Int32]) -> [Int32] {
      let (left, right) = (GuardedBuffer(x), GuardedBuffer(y))
      let output = GuardedBuffer([Int32](repeating: 99, count: x.count))
      var a = hck_binary()
      (a.operation, a.element_type, a.rank) = (operation, HCK_TYPE_INT32, 1)
      (a.sizes.0, a.left_strides.0, a.right_strides.0) = (x.count, 1, 1)
      (a.left, a.right) = (UnsafeRawPointer(left.pointer), UnsafeRawPointer(right.pointer))
      a.output = UnsafeMutableRawPointer(output.pointer)
      kernels.binary(&a)
      return withExtendedLifetime((left, right)) { output.elements }
    }
    let (low, high) = (Int32.min, Int32.max)
    #expect(run(HCK_BINARY_ADD, [high, 1], [1, 2]) == [low, 3])
    #expect(run(HCK_BINARY_SUBTRACT, [low, 1], [1, 2]) == [high, -1])
    #expect(run(HCK_BINARY_MULTIPLY, [high, -3], [2, 5]) == [-2, -15])
    #expect(run(HCK_BINARY_DIVIDE, [7, -7, 7, low, low], [2, 2, 0, -1, 0]) == [3, -3, 0, low, 0])
  }

  @Test(arguments: KernelSuite.sets)
  func everyIntegerType(_ set: KernelSet) {
    check(set, HCK_TYPE_UINT8, UInt8.self)
    check(set, HCK_TYPE_INT8, Int8.self)
    check(set, HCK_TYPE_UINT16, UInt16.self)
    check(set, HCK_TYPE_INT16, Int16.self)
    check(set, HCK_TYPE_UINT32, UInt32.self)
    check(set, HCK_TYPE_INT32, Int32.self)
    check(set, HCK_TYPE_UINT64, UInt64.self)
    check(set, HCK_TYPE_INT64, Int64.self)
  }

  private func check<T: FixedWidthInteger & BitwiseCopyable>(
    _ set: KernelSet, _ type: UInt32, _: T.Type
  ) {
    let kernels = KernelTable(for: set)
    for seed in 0..<12 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let shape = Shape(&random)
      let left = GuardedBuffer(
        (0..<shape.counts[0]).map { _ in T.random(in: .min ... .max, using: &random) })
      let right = GuardedBuffer(
        (0..<shape.counts[1]).map { _ in T.random(in: .min ... .max, using: &random) })
      let output = GuardedBuffer([T](repeating: 0, count: shape.sizes.reduce(1, *)))
      var a = hck_binary()
      shape.fill(&a)
      (a.element_type, a.operation) = (type, UInt32(seed % 4))
      (a.left, a.right) = (UnsafeRawPointer(left.pointer), UnsafeRawPointer(right.pointer))
      a.output = UnsafeMutableRawPointer(output.pointer)
      kernels.binary(&a)
      let expected = zip(
        offsets(sizes: shape.sizes, strides: shape.strides[0]),
        offsets(sizes: shape.sizes, strides: shape.strides[1])
      ).map { i, j -> T in
        let (x, y) = (left.pointer[i], right.pointer[j])
        switch seed % 4 {
        case 0: return x &+ y
        case 1: return x &- y
        case 2: return x &* y
        default: return y == 0 ? 0 : x.dividedReportingOverflow(by: y).partialValue
        }
      }
      #expect(output.elements == expected, "\(set) \(T.self) seed \(seed): \(shape)")
    }
  }
}

/// Fills a C array of eight numbers.
func fillEight(_ tuple: inout (Int, Int, Int, Int, Int, Int, Int, Int), _ values: [Int]) {
  withUnsafeMutableBytes(of: &tuple) { bytes in
    for (i, value) in values.enumerated() {
      bytes.storeBytes(of: value, toByteOffset: i * MemoryLayout<Int>.size, as: Int.self)
    }
  }
}
