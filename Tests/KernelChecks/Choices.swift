internal import TestSupport
internal import _HandcarShims

/// What random kernel calls choose from.
enum Choices {
  /// Sizes around every tile edge (4, 6, 8, 16, 48), and primes.
  static var sizes: [Int] {
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 31, 32, 33, 47, 48, 49]
  }

  static var activations: [hck_activation] {
    [
      hck_activation(kind: HCK_ACTIVATION_NONE, alpha: 0, beta: 0),
      hck_activation(kind: HCK_ACTIVATION_RELU, alpha: 0, beta: 0),
      hck_activation(kind: HCK_ACTIVATION_LEAKY_RELU, alpha: 0.1, beta: 0),
      hck_activation(kind: HCK_ACTIVATION_CLIP, alpha: -0.5, beta: 0.25),
      hck_activation(kind: HCK_ACTIVATION_SIGMOID, alpha: 0, beta: 0),
      hck_activation(kind: HCK_ACTIVATION_TANH, alpha: 0, beta: 0),
    ]
  }
}

extension SeededGenerator {
  mutating func size() -> Int { pick(Choices.sizes) }
  mutating func activation() -> hck_activation { pick(Choices.activations) }
}

extension GuardedBuffer {
  /// The elements as kernels of several types take them.
  var input: UnsafeRawPointer { UnsafeRawPointer(pointer) }
  var output: UnsafeMutableRawPointer { UnsafeMutableRawPointer(pointer) }
}

/// Memory that a kernel must fill.
func unwritten(_ count: Int, _ side: GuardedBuffer<Float>.Side = .end) -> GuardedBuffer<Float> {
  GuardedBuffer([Float](repeating: .nan, count: count), guarding: side)
}

/// Fills a C array of eight numbers.
func fillEight(_ tuple: inout (Int, Int, Int, Int, Int, Int, Int, Int), _ values: [Int]) {
  withUnsafeMutableBytes(of: &tuple) { bytes in
    for (i, value) in values.enumerated() {
      bytes.storeBytes(of: value, toByteOffset: i * MemoryLayout<Int>.size, as: Int.self)
    }
  }
}

/// Sizes as people write them: 2×3×4.
func text(_ sizes: [Int]) -> String {
  var text = ""
  for size in sizes { text += text.isEmpty ? "\(size)" : "×\(size)" }
  return text
}
