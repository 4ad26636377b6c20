// The three vector loops beneath the factorizations. Sums run in eight lanes, so that one
// addition does not wait for the last; multiplication and addition stay separate, since a fused
// one is a library call where the processor lacks it.
extension MatrixScalar {
  /// Σ x[i] y[i]
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  static func dot(_ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, _ count: Int) -> Self {
    var sums = SIMD8<Self>(repeating: 0)
    var i = 0
    while i + 8 <= count {
      let a = UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Self>.self)
      sums += a * UnsafeRawPointer(y + i).loadUnaligned(as: SIMD8<Self>.self)
      i += 8
    }
    var sum = sums.sum()
    while i < count {
      sum += x[i] * y[i]
      i += 1
    }
    return sum
  }

  /// y += factor · x
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  static func addScaled(
    _ factor: Self, _ x: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>, _ count: Int
  ) {
    var i = 0
    while i + 8 <= count {
      let a = UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Self>.self)
      let b = UnsafeRawPointer(y + i).loadUnaligned(as: SIMD8<Self>.self)
      UnsafeMutableRawPointer(y + i).storeBytes(of: b + a * factor, as: SIMD8<Self>.self)
      i += 8
    }
    while i < count {
      y[i] += factor * x[i]
      i += 1
    }
  }
}

/// (x, y) ← (c x − s y, s x + c y)
@inline(__always)
func rotate(
  _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ c: Double, _ s: Double,
  _ count: Int
) {
  var i = 0
  while i + 8 <= count {
    let a = UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Double>.self)
    let b = UnsafeRawPointer(y + i).loadUnaligned(as: SIMD8<Double>.self)
    UnsafeMutableRawPointer(x + i).storeBytes(of: a * c - b * s, as: SIMD8<Double>.self)
    UnsafeMutableRawPointer(y + i).storeBytes(of: a * s + b * c, as: SIMD8<Double>.self)
    i += 8
  }
  while i < count {
    (x[i], y[i]) = (c * x[i] - s * y[i], s * x[i] + c * y[i])
    i += 1
  }
}
