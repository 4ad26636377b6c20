internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

/// Numbers that matter: every magnitude, where results saturate, around zero and the branch of tanh.
private func hardNumbers() -> [Float] {
  var numbers: [Float] = [
    0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    88.72, 88.73, -86.9, -87, -87.3, -87.4, -103, -104, 0.65, -0.65, 1e-10, -1e-20,
  ]
  for exponent in stride(from: -40 as Float, through: 7, by: 0.0625) {
    let whole = exponent.rounded(.down)
    let magnitude = Float(sign: .plus, exponent: Int(whole), significand: 1)
    let number = magnitude * (1 + (exponent - whole))
    numbers += [number, -number]
  }
  for step in -3000...3000 { numbers.append(Float(step) * 0.03) }
  return numbers
}

private func arguments(
  _ input: GuardedBuffer<Float>, _ output: GuardedBuffer<Float>, _ activation: hck_activation
) -> hck_activate {
  var a = hck_activate()
  (a.element_type, a.count, a.activation) = (HCK_TYPE_FLOAT32, input.count, activation)
  (a.input, a.output) = (input.input, output.output)
  return a
}

private func references(_ values: [Float], _ activation: hck_activation) -> [Reference] {
  values.map { Reference(referenceActivation(activation, Double($0))) }
}

@Sendable func activateHardNumbers(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  let numbers = hardNumbers()
  for activation in Choices.activations {
    let input = GuardedBuffer(numbers)
    let output = unwritten(numbers.count)
    var a = arguments(input, output, activation)
    kernels.activate(&a)
    report.expectClose(
      output.elements, references(numbers, activation), .element, terms: 0,
      "activation \(activation.kind)")
    report.expect(input.isIntact && output.isIntact, "activation \(activation.kind) wrote outside")
  }
}

@Sendable func activateNotANumber(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for activation in Choices.activations {
    let values = unwritten(11)
    var a = arguments(values, values, activation)
    kernels.activate(&a)
    report.expect(
      values.elements.allSatisfy { $0.isNaN }, "activation \(activation.kind) loses not-a-number")
  }
}

@Sendable func activateEveryLength(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 5)
  for count in 0...40 {
    for activation in Choices.activations {
      let values = random.guarded(count)
      let expected = references(values.elements, activation)
      var a = arguments(values, values, activation)
      kernels.activate(&a)
      report.expectClose(
        values.elements, expected, .element, terms: 0,
        "activation \(activation.kind) of \(count)")
      report.expect(values.isIntact, "activation \(activation.kind) of \(count) wrote outside")
    }
  }
}

@Sendable func activateIntegers(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  let values: [Int8] = [-128, -7, -1, 0, 1, 7, 127]
  func run(_ kind: UInt32, low: Int64, high: Int64) -> [Int8] {
    let buffer = GuardedBuffer(values)
    var a = hck_activate()
    (a.element_type, a.count, a.activation.kind) = (HCK_TYPE_INT8, values.count, kind)
    (a.integer_low, a.integer_high) = (low, high)
    (a.input, a.output) = (buffer.input, buffer.output)
    kernels.activate(&a)
    return buffer.elements
  }
  report.expectEqual(
    run(HCK_ACTIVATION_RELU, low: 0, high: 0), [0, 0, 0, 0, 1, 7, 127], "relu")
  report.expectEqual(
    run(HCK_ACTIVATION_CLIP, low: -7, high: 1), [-7, -7, -1, 0, 1, 1, 1], "clip")
  report.expectEqual(
    run(HCK_ACTIVATION_CLIP, low: .min, high: .max), values, "clip that changes nothing")
}
