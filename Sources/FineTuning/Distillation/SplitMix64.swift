import Foundation

/// A small reproducible random generator (Steele, Lea and Flood 2014), made anew for each use from the seed of the
/// run and the place in it: a resumed run needs no state of generators.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64, _ place: Int...) {
    state = seed
    for number in place {
      state = next() ^ UInt64(bitPattern: Int64(number)) &* 0xD6E8_FEB8_6659_FD93
    }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Uniform in 0..<1.
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Standard normal (Box and Muller 1958).
  mutating func normal() -> Float {
    let radius = (-2 * log(1 - Double(unit()))).squareRoot()
    return Float(radius * cos(2 * .pi * Double(unit())))
  }

  /// `0..<count` in random order (Fisher and Yates).
  mutating func permutation(_ count: Int) -> [Int] { Array(0..<count).shuffled(using: &self) }
}
