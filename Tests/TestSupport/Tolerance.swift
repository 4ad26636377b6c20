/// How far a result may be from the reference: a share of the sum of its terms' magnitudes for each term
/// that it adds, and a share of the result for the functions that follow.
public struct Tolerance: Sendable {
  public var perTerm: Double
  public var relative: Double

  public init(perTerm: Double, relative: Double) {
    self.perTerm = perTerm
    self.relative = relative
  }

  /// One rounding each for product and sum (2⁻²⁴), at worst always in the same direction.
  public static var sum: Tolerance { Tolerance(perTerm: 0x1p-23, relative: 4e-7) }
  public static var element: Tolerance { Tolerance(perTerm: 0, relative: 4e-7) }

  public func allows(_ actual: Float, _ expected: Reference, terms: Int) -> Bool {
    let bound =
      perTerm * Double(terms) * expected.magnitude + relative * expected.magnitude
      + Double(Float.leastNormalMagnitude) * 2
    return abs(Double(actual) - expected.value) <= bound || Double(actual) == expected.value
      || (actual.isNaN && expected.value.isNaN)
  }
}
