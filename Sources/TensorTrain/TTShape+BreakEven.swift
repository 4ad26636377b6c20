// The uniform rank at which a shape costs as much as the dense layer, without caps: below it the
// shape is cheaper. With caps these are estimates, since capped shapes above them can still be
// cheaper.
extension TTShape {
  /// The uniform rank at which parameters equal M · N.
  ///
  /// The positive root of a R² + b R = MN with a = Σ_{1<k<d} m_k n_k and b = m_1 n_1 + m_d n_d;
  /// for two cores MN / (m_1 n_1 + m_2 n_2). Infinite for one core, which has no rank.
  public static func parameterBreakEven(rowModes: [Int], columnModes: [Int]) -> Double {
    let extents = zip(rowModes, columnModes).map { Double($0) * Double($1) }
    guard extents.count > 1 else { return .infinity }
    return root(
      quadratic: extents.dropFirst().dropLast().reduce(0, +),
      linear: extents[0] + extents[extents.count - 1], constant: extents.reduce(1, *))
  }

  /// The uniform rank at which a sweep's multiply-accumulates equal M · N.
  ///
  /// Right to left a = Σ_{1<k<d} (n_1…n_k)(m_k…m_d) and b = n_1 M + N m_d; for two cores m_1 n_2
  /// / (m_1 + n_2). Left to right exchanges m and n. Infinite for one core.
  public static func multiplyAccumulateBreakEven(
    _ sweep: Sweep, rowModes: [Int], columnModes: [Int]
  ) -> Double {
    guard rowModes.count > 1 else { return .infinity }
    let leading = (sweep == .rightToLeft ? columnModes : rowModes).map(Double.init)
    let trailing = (sweep == .rightToLeft ? rowModes : columnModes).map(Double.init)
    var terms: [Double] = []
    var prefix = 1.0
    var suffix = trailing.reduce(1, *)
    for (lead, trail) in zip(leading, trailing) {
      prefix *= lead
      terms.append(prefix * suffix)
      suffix /= trail
    }
    return root(
      quadratic: terms.dropFirst().dropLast().reduce(0, +),
      linear: terms[0] + terms[terms.count - 1],
      constant: leading.reduce(1, *) * trailing.reduce(1, *))
  }

  private static func root(quadratic a: Double, linear b: Double, constant c: Double) -> Double {
    // The form without cancellation; it also covers a = 0.
    2 * c / (b + (b * b + 4 * a * c).squareRoot())
  }
}
