import HandcarKernels
import Testing
import TestSupport
import _HandcarShims

/// The registry of the tests: every suite runs once for each set listed here. A new kernel set
/// is tested in full as soon as `KernelSet` names it and the CPU runs it.
enum KernelSuite {
  static let sets = (0...UInt8.max).compactMap(KernelSet.init).filter { $0.isSupported }

  /// Sizes around every tile edge (4, 6, 8, 16, 48), and primes.
  static let sizes = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 31, 32, 33, 47, 48, 49,
  ]

  static let activations: [hck_activation] = [
    hck_activation(kind: HCK_ACTIVATION_NONE, alpha: 0, beta: 0),
    hck_activation(kind: HCK_ACTIVATION_RELU, alpha: 0, beta: 0),
    hck_activation(kind: HCK_ACTIVATION_LEAKY_RELU, alpha: 0.1, beta: 0),
    hck_activation(kind: HCK_ACTIVATION_CLIP, alpha: -0.5, beta: 0.25),
    hck_activation(kind: HCK_ACTIVATION_SIGMOID, alpha: 0, beta: 0),
    hck_activation(kind: HCK_ACTIVATION_TANH, alpha: 0, beta: 0),
  ]
}

/// How far a kernel may be from the reference: a share of the sum of its terms' magnitudes for each term
/// that it adds, and a share of the result for the functions that follow.
struct Tolerance {
  var perTerm: Double
  var relative: Double

  /// One rounding each for product and sum (2⁻²⁴), at worst always in the same direction.
  static let sum = Tolerance(perTerm: 0x1p-23, relative: 4e-7)
  static let softmax = Tolerance(perTerm: 0x1p-23, relative: 6e-7)
  static let element = Tolerance(perTerm: 0, relative: 4e-7)

  func allows(_ actual: Float, _ expected: Reference, terms: Int) -> Bool {
    let bound =
      perTerm * Double(terms) * expected.magnitude + relative * expected.magnitude
      + Double(Float.leastNormalMagnitude) * 2
    return abs(Double(actual) - expected.value) <= bound || Double(actual) == expected.value
      || (actual.isNaN && expected.value.isNaN)
  }
}

/// Expects a kernel's whole output to be near the reference, and names the first place where it is not.
func expectClose(
  _ actual: [Float], _ expected: [Reference], _ tolerance: Tolerance, terms: Int,
  _ context: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(context()): \(actual.count) values, expected \(expected.count)",
      sourceLocation: sourceLocation)
    return
  }
  for (i, (value, reference)) in zip(actual, expected).enumerated()
  where !tolerance.allows(value, reference, terms: terms) {
    Issue.record(
      "\(context()): [\(i)] is \(value), expected \(reference.value)",
      sourceLocation: sourceLocation)
    return
  }
}

extension SeededGenerator {
  mutating func pick<T>(_ values: [T]) -> T { values.randomElement(using: &self)! }
  mutating func size() -> Int { pick(KernelSuite.sizes) }
  mutating func flag() -> Bool { Bool.random(using: &self) }
  mutating func side<T>(_: T.Type = Float.self) -> GuardedBuffer<T>.Side { flag() ? .start : .end }
  /// Random floats against a forbidden page on a random side.
  mutating func guarded(_ count: Int) -> GuardedBuffer<Float> {
    GuardedBuffer(floats(count), guarding: flag() ? .start : .end)
  }
}
