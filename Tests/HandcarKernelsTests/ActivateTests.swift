import HandcarKernels
import Testing
import TestSupport
import _HandcarShims

@Suite struct ActivateTests {
  /// Numbers that matter: every magnitude, where results saturate, around zero and the branch of tanh.
  private static let hardNumbers: [Float] = {
    var numbers: [Float] = [
      0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      88.72, 88.73, -86.9, -87, -87.3, -87.4, -103, -104, 0.65, -0.65, 1e-10, -1e-20,
    ]
    for exponent in stride(from: -40 as Float, through: 7, by: 0.0625) {
      let magnitude = Float(sign: .plus, exponent: Int(exponent.rounded(.down)), significand: 1)
      let number = magnitude * (1 + (exponent - exponent.rounded(.down)))
      numbers += [number, -number]
    }
    for step in -3000...3000 { numbers.append(Float(step) * 0.03) }
    return numbers
  }()

  @Test(arguments: KernelSuite.sets)
  func hardNumbersAreExact(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for activation in KernelSuite.activations {
      let input = GuardedBuffer(Self.hardNumbers)
      let output = GuardedBuffer([Float](repeating: 7, count: Self.hardNumbers.count))
      var a = hck_activate()
      (a.element_type, a.count, a.activation) = (HCK_TYPE_FLOAT32, input.count, activation)
      (a.input, a.output) = (
        UnsafeRawPointer(input.pointer), UnsafeMutableRawPointer(output.pointer)
      )
      kernels.activate(&a)
      let expected = Self.hardNumbers.map {
        Reference(referenceActivation(activation, Double($0)))
      }
      expectClose(
        output.elements, expected, .element, terms: 0, "\(set) activation \(activation.kind)")
      #expect(input.isIntact && output.isIntact)
    }
  }

  @Test(arguments: KernelSuite.sets)
  func notANumberStays(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for activation in KernelSuite.activations {
      let values = GuardedBuffer([Float](repeating: .nan, count: 11))
      var a = hck_activate()
      (a.element_type, a.count, a.activation) = (HCK_TYPE_FLOAT32, values.count, activation)
      (a.input, a.output) = (
        UnsafeRawPointer(values.pointer), UnsafeMutableRawPointer(values.pointer)
      )
      kernels.activate(&a)
      #expect(values.elements.allSatisfy { $0.isNaN }, "\(set) activation \(activation.kind)")
    }
  }

  @Test(arguments: KernelSuite.sets)
  func everyLengthInPlace(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    var random = SeededGenerator(seed: 5)
    for count in 0...40 {
      for activation in KernelSuite.activations {
        let values = random.guarded(count)
        let expected = values.elements.map {
          Reference(referenceActivation(activation, Double($0)))
        }
        var a = hck_activate()
        (a.element_type, a.count, a.activation) = (HCK_TYPE_FLOAT32, count, activation)
        (a.input, a.output) = (
          UnsafeRawPointer(values.pointer), UnsafeMutableRawPointer(values.pointer)
        )
        kernels.activate(&a)
        expectClose(values.elements, expected, .element, terms: 0, "\(set) count \(count)")
        #expect(values.isIntact)
      }
    }
  }

  @Test(arguments: KernelSuite.sets)
  func integers(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    let values: [Int8] = [-128, -7, -1, 0, 1, 7, 127]
    func run(_ kind: UInt32, low: Int64, high: Int64) -> [Int8] {
      let buffer = GuardedBuffer(values)
      var a = hck_activate()
      (a.element_type, a.count, a.activation.kind) = (HCK_TYPE_INT8, values.count, kind)
      (a.integer_low, a.integer_high) = (low, high)
      (a.input, a.output) = (
        UnsafeRawPointer(buffer.pointer), UnsafeMutableRawPointer(buffer.pointer)
      )
      kernels.activate(&a)
      return buffer.elements
    }
    #expect(run(HCK_ACTIVATION_RELU, low: 0, high: 0) == [0, 0, 0, 0, 1, 7, 127])
    #expect(run(HCK_ACTIVATION_CLIP, low: -7, high: 1) == [-7, -7, -1, 0, 1, 1, 1])
    #expect(run(HCK_ACTIVATION_CLIP, low: .min, high: .max) == values)
  }
}
