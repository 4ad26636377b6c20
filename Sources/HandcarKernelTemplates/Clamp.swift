public import _HandcarShims

/// The part of an activation that rides in a store: two instructions for each vector, whatever the kind.
///
/// `none`, `relu` and `clip` are clamps to bounds that may be infinite. The other kinds need more
/// registers and code than a store should carry; for them the bounds are infinite, and the kernel makes
/// one more pass (`activate`) over what it has just written.
public struct Clamp {
  public var lower: Float
  public var upper: Float

  @inlinable @inline(always)
  public init(_ activation: hck_activation) {
    (lower, upper) = (-Float.infinity, Float.infinity)
    if activation.kind == HCK_ACTIVATION_RELU { lower = 0 }
    if activation.kind == HCK_ACTIVATION_CLIP {
      (lower, upper) = (activation.alpha, activation.beta)
    }
  }

  /// Whether anything is clamped.
  var isBounded: Bool { lower > -Float.infinity || upper < Float.infinity }

  /// Clamps a vector; NaN stays NaN.
  @inlinable @inline(always)
  public func callAsFunction<Vector: TileVector>(_ vector: Vector) -> Vector {
    vector.raised(to: Vector(repeating: lower)).lowered(to: Vector(repeating: upper))
  }

  /// Clamps a number; NaN stays NaN.
  @inlinable @inline(always)
  public func callAsFunction(_ value: Float) -> Float {
    let raised = value < lower ? lower : value
    return upper < raised ? upper : raised
  }
}
