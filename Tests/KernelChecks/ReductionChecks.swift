internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

@Sendable func softmaxRandomShapes(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(120) {
    var random = SeededGenerator(seed: seed)
    var a = hck_softmax()
    (a.outer, a.length) = (random.pick([1, 2, 3]), random.size())
    a.inner = seed % 2 == 0 ? 1 : random.size()
    let scale = random.pick([1, 30, 1000] as [Float])
    let values = random.floats(a.outer * a.length * a.inner).map { $0 * scale }
    let input = GuardedBuffer(values, guarding: random.side())
    let output = unwritten(values.count, random.side())
    (a.input, a.output) = (input.readOnly, output.pointer)
    let expected = referenceSoftmax(a)
    let context = "seed \(seed): \(a.outer)×\(a.length)×\(a.inner) scale \(scale)"
    // The argument of the power is rounded before the power is taken.
    let tolerance = Tolerance(perTerm: 0x1p-23, relative: 6e-7 + 0x1p-24 * 2 * Double(scale))
    kernels.softmax(&a)
    report.expectClose(output.elements, expected, tolerance, terms: 2, context)
    let apart = output.elements
    a.output = input.pointer
    kernels.softmax(&a)
    report.expectEqual(input.elements, apart, "\(context) in place")
    report.expect(input.isIntact && output.isIntact, "\(context) wrote outside its output")
  }
}

@Sendable func reduceMeanRandomShapes(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(120) {
    var random = SeededGenerator(seed: seed)
    var a = hck_reduce_mean()
    (a.outer, a.length) = (random.pick([0, 1, 2, 3]), random.size())
    a.inner = seed % 2 == 0 ? 1 : random.size()
    let input = random.guarded(a.outer * a.length * a.inner)
    let output = unwritten(a.outer * a.inner, random.side())
    (a.input, a.output) = (input.readOnly, output.pointer)
    kernels.reduceMean(&a)
    report.expectClose(
      output.elements, referenceReduceMean(a), .sum, terms: a.length,
      "seed \(seed): \(a.outer)×\(a.length)×\(a.inner)")
    report.expect(input.isIntact && output.isIntact, "seed \(seed) wrote outside its output")
  }
}

@Sendable func normalizeRandomShapes(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(60) {
    var random = SeededGenerator(seed: seed)
    var a = hck_normalize()
    (a.outer, a.channels, a.inner) = (
      random.pick([1, 2]), random.pick([1, 3, 5]), random.size()
    )
    a.epsilon = 1e-5
    a.activation = random.activation()
    let input = random.guarded(a.outer * a.channels * a.inner)
    let (scale, bias, mean) = (
      random.guarded(a.channels), random.guarded(a.channels), random.guarded(a.channels)
    )
    let variance = GuardedBuffer(random.floats(a.channels).map { abs($0) })
    let output = unwritten(input.count, random.side())
    (a.input, a.scale, a.bias) = (input.readOnly, scale.readOnly, bias.readOnly)
    (a.mean, a.variance, a.output) = (mean.readOnly, variance.readOnly, output.pointer)
    kernels.normalize(&a)
    report.expectClose(
      output.elements, referenceNormalize(a), .sum, terms: 4,
      "seed \(seed): \(a.outer)×\(a.channels)×\(a.inner)")
    report.expect(
      output.isIntact && input.isIntact && scale.isIntact && bias.isIntact && mean.isIntact
        && variance.isIntact, "seed \(seed) wrote outside its output")
  }
}
