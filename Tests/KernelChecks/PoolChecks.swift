internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

@Sendable func poolFloats(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(150) {
    var random = SeededGenerator(seed: seed)
    var a = randomPool(&random, axes: 1 + Int(seed % 3))
    let input = random.guarded(a.planes * a.input.0 * a.input.1 * a.input.2)
    let output = unwritten(
      a.planes * a.output.0 * a.output.1 * a.output.2, random.side())
    (a.kind, a.element_type) = (UInt32(seed / 3 % 3), HCK_TYPE_FLOAT32)
    (a.source, a.destination) = (input.input, output.output)
    kernels.pool(&a)
    let kind = a.kind
    let expected = referenceWindows(a, of: input.readOnly).map { window -> Reference in
      let values = window.elements.map { Double($0.value) }
      if kind == HCK_POOL_MAXIMUM {
        return Reference(values.max() ?? -Double(Float.greatestFiniteMagnitude))
      }
      let count = kind == HCK_POOL_AVERAGE ? values.count : window.paddedCount
      return Reference(
        count == 0 ? 0 : values.reduce(0, +) / Double(count),
        magnitude: values.map { abs($0) }.reduce(0, +) / Double(max(count, 1)))
    }
    let context = "seed \(seed): \(describe(a))"
    report.expectClose(
      output.elements, expected, .sum, terms: a.kernel.0 * a.kernel.1 * a.kernel.2, context)
    report.expect(input.isIntact && output.isIntact, "\(context) wrote outside its output")
  }
}

/// Few distinct values, so that the first of several equal maxima must win.
@Sendable func findPositionsOfMaxima(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(40) {
    var random = SeededGenerator(seed: seed)
    var a = randomPool(&random, axes: 1 + Int(seed % 3))
    let (height, width) = (a.input.1, a.input.2)
    let input = GuardedBuffer(
      (0..<(a.planes * a.input.0 * height * width)).map { _ in
        Int8.random(in: -3...3, using: &random)
      })
    let count = a.planes * a.output.0 * a.output.1 * a.output.2
    let output = GuardedBuffer([Int8](repeating: 99, count: count))
    let indices = GuardedBuffer([Int64](repeating: 99, count: count))
    (a.kind, a.element_type) = (HCK_POOL_MAXIMUM, HCK_TYPE_INT8)
    a.column_major_indices = UInt32(seed / 3 % 2)
    (a.source, a.destination) = (input.input, output.output)
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
      report.expect(
        output.elements[i] == best?.value ?? .min && indices.elements[i] == Int64(place),
        "seed \(seed) output \(i): \(describe(a))")
    }
    report.expect(
      input.isIntact && output.isIntact && indices.isIntact,
      "seed \(seed) wrote outside its outputs")
  }
}
