import HandcarKernels
import Testing
import TestSupport
import _HandcarShims

@Suite struct ReductionTests {
  @Test(arguments: KernelSuite.sets)
  func softmax(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<120 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var a = hck_softmax()
      (a.outer, a.length) = (random.pick([1, 2, 3]), random.size())
      a.inner = seed % 2 == 0 ? 1 : random.size()
      let scale = random.pick([1, 30, 1000] as [Float])
      let values = random.floats(a.outer * a.length * a.inner).map { $0 * scale }
      let input = GuardedBuffer(values, guarding: random.side())
      let output = GuardedBuffer(
        [Float](repeating: .nan, count: values.count), guarding: random.side())
      (a.input, a.output) = (input.readOnly, output.pointer)
      let expected = referenceSoftmax(a)
      let context = "\(set) seed \(seed): \(a.outer)×\(a.length)×\(a.inner) scale \(scale)"
      // The argument of the power is rounded before the power is taken.
      let tolerance = Tolerance(perTerm: 0x1p-23, relative: 6e-7 + 0x1p-24 * 2 * Double(scale))
      kernels.softmax(&a)
      expectClose(output.elements, expected, tolerance, terms: 2, context)
      let apart = output.elements
      a.output = input.pointer
      kernels.softmax(&a)
      #expect(input.elements == apart, "in place, \(context)")
      #expect(input.isIntact && output.isIntact, "\(context)")
    }
  }

  @Test(arguments: KernelSuite.sets)
  func reduceMean(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<120 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var a = hck_reduce_mean()
      (a.outer, a.length) = (random.pick([0, 1, 2, 3]), random.size())
      a.inner = seed % 2 == 0 ? 1 : random.size()
      let input = random.guarded(a.outer * a.length * a.inner)
      let output = GuardedBuffer(
        [Float](repeating: .nan, count: a.outer * a.inner), guarding: random.side())
      (a.input, a.output) = (input.readOnly, output.pointer)
      kernels.reduceMean(&a)
      expectClose(
        output.elements, referenceReduceMean(a), .sum, terms: a.length,
        "\(set) seed \(seed): \(a.outer)×\(a.length)×\(a.inner)")
      #expect(input.isIntact && output.isIntact)
    }
  }

  @Test(arguments: KernelSuite.sets)
  func normalize(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var a = hck_normalize()
      (a.outer, a.channels, a.inner) = (
        random.pick([1, 2]), random.pick([1, 3, 5]), random.size()
      )
      a.epsilon = 1e-5
      a.activation = random.pick(KernelSuite.activations)
      let input = random.guarded(a.outer * a.channels * a.inner)
      let (scale, bias, mean) = (
        random.guarded(a.channels), random.guarded(a.channels), random.guarded(a.channels)
      )
      let variance = GuardedBuffer(random.floats(a.channels).map { abs($0) })
      let output = GuardedBuffer(
        [Float](repeating: .nan, count: input.count), guarding: random.side())
      (a.input, a.scale, a.bias) = (input.readOnly, scale.readOnly, bias.readOnly)
      (a.mean, a.variance, a.output) = (mean.readOnly, variance.readOnly, output.pointer)
      kernels.normalize(&a)
      expectClose(
        output.elements, referenceNormalize(a), .sum, terms: 4,
        "\(set) seed \(seed): \(a.outer)×\(a.channels)×\(a.inner)")
      #expect(output.isIntact && scale.isIntact && bias.isIntact && mean.isIntact)
    }
  }
}
