import HandcarFormat

extension Int {
  /// Rounded up to a multiple of `Limits.alignment`.
  var aligned: Int { Int(Limits.aligned(UInt64(self))) }
}

/// The product of the factors; nil when it exceeds the range of `Int`.
func checkedProduct(_ factors: some Sequence<Int>) -> Int? {
  var result = 1
  for factor in factors {
    let (product, overflow) = result.multipliedReportingOverflow(by: factor)
    if overflow { return nil }
    result = product
  }
  return result
}
