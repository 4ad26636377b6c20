import HandcarKernels
import Testing
import TestSupport
import _HandcarShims

@Suite struct PoolTests {
  /// A random pool; the output's sizes may be one more than whole windows give.
  private func randomPool(_ random: inout SeededGenerator, axes: Int) -> hck_pool {
    var a = hck_pool()
    a.planes = random.pick([1, 2, 3])
    (a.input, a.output, a.kernel, a.stride, a.dilation) = (
      (1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1)
    )
    func axis(_ random: inout SeededGenerator) -> [Int] {
      let (kernel, stride) = (random.pick([1, 2, 3]), random.pick([1, 1, 2, 2, 3]))
      let dilation = random.pick([1, 1, 1, 2])
      let (before, after) = (random.pick([0, 0, 1, 2]), random.pick([0, 0, 1, 2]))
      let span = (kernel - 1) * dilation + 1
      let input = max(random.pick([3, 7, 8, 12, 19, 34]), span - before - after)
      let roundsUp = random.flag()
      let steps = (input + before + after - span + (roundsUp ? stride - 1 : 0)) / stride
      return [input, steps + 1, kernel, stride, dilation, before, after]
    }
    let last = axis(&random)
    (a.input.2, a.output.2, a.kernel.2, a.stride.2) = (last[0], last[1], last[2], last[3])
    (a.dilation.2, a.padding_before.2, a.padding_after.2) = (last[4], last[5], last[6])
    if axes > 1 {
      let middle = axis(&random)
      (a.input.1, a.output.1, a.kernel.1, a.stride.1) = (middle[0], middle[1], middle[2], middle[3])
      (a.dilation.1, a.padding_before.1, a.padding_after.1) = (middle[4], middle[5], middle[6])
    }
    if axes > 2 { (a.input.0, a.output.0, a.kernel.0) = (3, 2, 2) }
    return a
  }

  @Test(arguments: KernelSuite.sets)
  func floats(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<150 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var a = randomPool(&random, axes: 1 + Int(seed % 3))
      let input = random.guarded(a.planes * a.input.0 * a.input.1 * a.input.2)
      let output = GuardedBuffer(
        [Float](repeating: .nan, count: a.planes * a.output.0 * a.output.1 * a.output.2),
        guarding: random.side())
      (a.kind, a.element_type) = (UInt32(seed / 3 % 3), HCK_TYPE_FLOAT32)
      (a.source, a.destination) = (
        UnsafeRawPointer(input.pointer), UnsafeMutableRawPointer(output.pointer)
      )
      kernels.pool(&a)
      let expected = referenceWindows(a, of: input.readOnly).map { window -> Reference in
        let values = window.elements.map { Double($0.value) }
        if a.kind == HCK_POOL_MAXIMUM {
          return Reference(values.max() ?? -Double(Float.greatestFiniteMagnitude))
        }
        let count = a.kind == HCK_POOL_AVERAGE ? values.count : window.paddedCount
        return Reference(
          count == 0 ? 0 : values.reduce(0, +) / Double(count),
          magnitude: values.map { abs($0) }.reduce(0, +) / Double(max(count, 1)))
      }
      expectClose(
        output.elements, expected, .sum, terms: a.kernel.0 * a.kernel.1 * a.kernel.2,
        "\(set) seed \(seed): \(a)")
      #expect(input.isIntact && output.isIntact, "\(set) seed \(seed)")
    }
  }

  @Test(arguments: KernelSuite.sets)
  func positionsOfMaxima(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var a = randomPool(&random, axes: 1 + Int(seed % 3))
      let (height, width) = (a.input.1, a.input.2)
      // Few distinct values, so that the first of several equal maxima must win.
      let input = GuardedBuffer(
        (0..<(a.planes * a.input.0 * height * width)).map { _ in
          Int8.random(in: -3...3, using: &random)
        })
      let count = a.planes * a.output.0 * a.output.1 * a.output.2
      let output = GuardedBuffer([Int8](repeating: 99, count: count))
      let indices = GuardedBuffer([Int64](repeating: 99, count: count))
      (a.kind, a.element_type) = (HCK_POOL_MAXIMUM, HCK_TYPE_INT8)
      a.column_major_indices = UInt32(seed / 3 % 2)
      (a.source, a.destination) = (
        UnsafeRawPointer(input.pointer), UnsafeMutableRawPointer(output.pointer)
      )
      a.indices = indices.pointer
      kernels.pool(&a)
      for (i, window) in referenceWindows(a, of: input.readOnly).enumerated() {
        var best: (value: Int8, place: Int)?
        for element in window.elements where element.value > best?.value ?? -128 { best = element }
        var place = best?.place ?? -1
        if a.column_major_indices != 0, place >= 0 {
          let (y, x) = (place / width % height, place % width)
          place = place / (height * width) * (height * width) + x * height + y
        }
        #expect(
          output.elements[i] == best?.value ?? .min && indices.elements[i] == Int64(place),
          "\(set) seed \(seed) output \(i): \(a)")
      }
    }
  }
}
