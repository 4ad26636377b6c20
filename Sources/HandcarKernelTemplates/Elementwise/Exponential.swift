/// eˣ for each lane, within 2e-7 of the exact value relatively.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2, eˣ = 2ⁿ·eʳ, and eʳ ≈ 1 + r + r²·q(r) with q of degree 4, fitted by us
/// for least maximum relative error (3e-9 before rounding). n is the rounded multiple that the sum with 1.5·2²³
/// leaves in its low bits: a conversion to integer would cost a hundred instructions. ln 2 is taken in two
/// parts of which the first has few enough bits to make n·ln 2 exact without fused arithmetic.
/// Results below 1.7e-38, twice the smallest normal number, are zero; above the largest, infinity; NaN stays NaN.
@inlinable @inline(always)
func exponential<Vector: FloatVector>(_ x: Vector) -> Vector {
  let lowest = Vector(repeating: -86.98)
  let highest = Vector(repeating: 88.72283)
  let bounded = x.raised(to: lowest).lowered(to: highest)
  let magic = Vector(repeating: 0x1.8p23)
  let shifted = bounded * Vector(repeating: 1.44269504) + magic
  let n = shifted - magic
  let r = bounded.addingProduct(n, Vector(repeating: -0.693359375))
    .addingProduct(n, Vector(repeating: 2.12194440e-4))
  var q = Vector(repeating: 0.0013814433)
  q = Vector(repeating: 0.0083687967).addingProduct(q, r)
  q = Vector(repeating: 0.041668396).addingProduct(q, r)
  q = Vector(repeating: 0.1666652).addingProduct(q, r)
  q = Vector(repeating: 0.49999994).addingProduct(q, r)
  let fraction = Vector(repeating: 1) + r.addingProduct(q, r * r)
  // 2ⁿ in two steps, because n reaches 128, one more than an exponent holds.
  let half = Vector.powerOfTwo(shifted - Vector(repeating: 1))
  let result = fraction * half * Vector(repeating: 2)
  return Vector.zero.selected(
    where: x, isBelow: lowest,
    otherwise: Vector(repeating: .infinity).selected(
      where: highest, isBelow: x, otherwise: result))
}

/// 1 / (1 + e⁻ˣ) for each lane.
@inlinable @inline(always)
func sigmoid<Vector: FloatVector>(_ x: Vector) -> Vector {
  let one = Vector(repeating: 1)
  return one / (one + exponential(Vector.zero - x))
}

/// tanh for each lane: below 0.65 an odd polynomial x + x³·p(x²), fitted by us (7e-9 before rounding), above
/// it 1 − 2 / (e²ˣ + 1), which would cancel near zero.
@inlinable @inline(always)
func hyperbolicTangent<Vector: FloatVector>(_ x: Vector) -> Vector {
  let square = x * x
  var p = Vector(repeating: -0.0055163535)
  p = Vector(repeating: 0.020470524).addingProduct(p, square)
  p = Vector(repeating: -0.053688373).addingProduct(p, square)
  p = Vector(repeating: 0.13330835).addingProduct(p, square)
  p = Vector(repeating: -0.3333326).addingProduct(p, square)
  let small = x.addingProduct(p, square * x)

  let one = Vector(repeating: 1)
  let negative = Vector.zero - x
  let magnitude = negative.selected(where: x, isBelow: .zero, otherwise: x)
  let quotient = Vector(repeating: 2) / (exponential(magnitude + magnitude) + one)
  let large = one - quotient
  let signed = (Vector.zero - large).selected(where: x, isBelow: .zero, otherwise: large)
  return small.selected(where: magnitude, isBelow: Vector(repeating: 0.65), otherwise: signed)
}
