internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

@Sendable func permuteRandomShapes(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  permute(kernels, UInt8.self, rounds, &report)
  permute(kernels, UInt16.self, rounds, &report)
  permute(kernels, UInt32.self, rounds, &report)
  permute(kernels, UInt64.self, rounds, &report)
}

private func permute<T: FixedWidthInteger & BitwiseCopyable>(
  _ kernels: KernelTable, _: T.Type, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(40) {
    var random = SeededGenerator(seed: seed)
    var inputSizes = (0..<random.pick([0, 1, 2, 3, 4, 5])).map { _ in
      random.pick([1, 2, 3, 5, 7])
    }
    // Beyond the blocks in which a matrix is transposed.
    if inputSizes.count == 2 {
      inputSizes = inputSizes.map { _ in random.pick([4, 63, 64, 65, 131]) }
    }
    let rank = inputSizes.count
    var inputStrides = [Int](repeating: 1, count: rank)
    for axis in (0..<max(rank - 1, 0)).reversed() {
      inputStrides[axis] = inputStrides[axis + 1] * inputSizes[axis + 1]
    }
    let order = Array(0..<rank).shuffled(using: &random)
    let count = inputSizes.reduce(1, *)
    let input = GuardedBuffer(
      (0..<count).map { T(truncatingIfNeeded: $0 &* 37) }, guarding: random.side(T.self))
    let output = GuardedBuffer([T](repeating: 0, count: count), guarding: random.side(T.self))
    var a = hck_permute()
    (a.element_size, a.rank) = (MemoryLayout<T>.size, rank)
    fillEight(&a.sizes, order.map { inputSizes[$0] })
    fillEight(&a.strides, order.map { inputStrides[$0] })
    (a.input, a.output) = (input.input, output.output)
    kernels.permute(&a)
    let expected = offsets(
      sizes: order.map { inputSizes[$0] }, strides: order.map { inputStrides[$0] }
    ).map { input.pointer[$0] }
    let context =
      "\(MemoryLayout<T>.size) bytes, seed \(seed): \(text(inputSizes)) by \(text(order))"
    report.expectEqual(output.elements, expected, context)
    report.expect(input.isIntact && output.isIntact, "\(context) wrote outside its output")
  }
}

@Sendable func copyRuns(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for (outer, run, from, to) in [
    (0, 3, 3, 3), (1, 0, 0, 0), (1, 7, 0, 0), (3, 5, 5, 11), (4, 2, 9, 2),
  ] {
    let source = GuardedBuffer(
      (0..<(outer == 0 ? 0 : (outer - 1) * from + run)).map { UInt8($0) })
    let target = GuardedBuffer(
      [UInt8](repeating: 99, count: outer == 0 ? 0 : (outer - 1) * to + run))
    var a = hck_copy()
    (a.outer, a.run, a.source_stride, a.destination_stride) = (outer, run, from, to)
    (a.source, a.destination) = (source.input, target.output)
    kernels.copy(&a)
    var expected = [UInt8](repeating: 99, count: target.count)
    for i in 0..<outer { for j in 0..<run { expected[i * to + j] = UInt8(i * from + j) } }
    let context = "\(outer) runs of \(run)"
    report.expectEqual(target.elements, expected, context)
    report.expect(source.isIntact && target.isIntact, "\(context) wrote outside the output")
  }
}

/// One axis for each mode.
@Sendable func padByHand(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  func run(_ mode: UInt32, _ input: [UInt16], before: Int, output count: Int) -> [UInt16] {
    let source = GuardedBuffer(input)
    let target = GuardedBuffer([UInt16](repeating: 0, count: count))
    var a = hck_pad()
    (a.mode, a.element_size, a.rank, a.value) = (mode, 2, 1, 9)
    (a.input_sizes.0, a.output_sizes.0, a.before.0) = (input.count, count, before)
    (a.input, a.output) = (source.input, target.output)
    kernels.pad(&a)
    return withExtendedLifetime(source) { target.elements }
  }
  report.expectEqual(
    run(HCK_PAD_CONSTANT, [1, 2, 3], before: 2, output: 6), [9, 9, 1, 2, 3, 9], "constant")
  report.expectEqual(run(HCK_PAD_CONSTANT, [1, 2, 3], before: -1, output: 3), [2, 3, 9], "crop")
  report.expectEqual(run(HCK_PAD_CONSTANT, [], before: 1, output: 2), [9, 9], "nothing")
  report.expectEqual(
    run(HCK_PAD_REFLECT, [1, 2, 3], before: 2, output: 7), [3, 2, 1, 2, 3, 2, 1], "reflection")
  report.expectEqual(
    run(HCK_PAD_REFLECT, [1, 2], before: 4, output: 8), [1, 2, 1, 2, 1, 2, 1, 2], "far reflection")
  report.expectEqual(
    run(HCK_PAD_REFLECT, [5], before: 1, output: 3), [5, 5, 5], "reflection of one")
  report.expectEqual(
    run(HCK_PAD_EDGE, [1, 2, 3], before: 2, output: 7), [1, 1, 1, 2, 3, 3, 3], "edge")
  report.expectEqual(
    run(HCK_PAD_WRAP, [1, 2, 3], before: 2, output: 7), [2, 3, 1, 2, 3, 1, 2], "wrap")
}

@Sendable func padRandomAxes(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(40) {
    var random = SeededGenerator(seed: seed)
    let rank = random.pick([0, 1, 2, 3, 4])
    let input = (0..<rank).map { _ in random.pick([1, 2, 3, 5]) }
    let before = (0..<rank).map { _ in random.pick([-1, 0, 0, 1, 2]) }
    let output = (0..<rank).map { max(input[$0] + before[$0] + random.pick([-1, 0, 2]), 0) }
    let count = input.reduce(1, *)
    let source = GuardedBuffer((0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) })
    let target = GuardedBuffer([UInt8](repeating: 0, count: output.reduce(1, *)))
    var a = hck_pad()
    (a.mode, a.element_size, a.rank, a.value) = (HCK_PAD_CONSTANT, 1, rank, 200)
    fillEight(&a.input_sizes, input)
    fillEight(&a.output_sizes, output)
    fillEight(&a.before, before)
    (a.input, a.output) = (source.input, target.output)
    kernels.pad(&a)
    let expected = (0..<target.count).map { position -> UInt8 in
      var (rest, place, stride) = (position, 0, 1)
      for axis in (0..<rank).reversed() {
        let index = rest % output[axis] - before[axis]
        rest /= output[axis]
        guard index >= 0 && index < input[axis] else { return 200 }
        place += index * stride
        stride *= input[axis]
      }
      return source.pointer[place]
    }
    let context = "seed \(seed): \(text(input)) to \(text(output)) from \(text(before))"
    report.expectEqual(target.elements, expected, context)
    report.expect(source.isIntact && target.isIntact, "\(context) wrote outside its output")
  }
}
