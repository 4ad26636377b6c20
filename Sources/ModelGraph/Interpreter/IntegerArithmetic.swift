import HandcarFormat

/// Arithmetic on integers that are held as `Int64`, in the range of their element type; `uint64` as
/// its bits.
extension ElementType {
  /// The low bits of a number, as a number of this type.
  func wrapping(_ value: Int64) -> Int64 {
    switch self {
    case .uint8: Int64(UInt8(truncatingIfNeeded: value))
    case .int8: Int64(Int8(truncatingIfNeeded: value))
    case .uint16: Int64(UInt16(truncatingIfNeeded: value))
    case .int16: Int64(Int16(truncatingIfNeeded: value))
    case .uint32: Int64(UInt32(truncatingIfNeeded: value))
    case .int32: Int64(Int32(truncatingIfNeeded: value))
    case .bool: value == 0 ? 0 : 1
    case .int64, .uint64, .float32, .float64: value
    }
  }

  /// Sum, difference and product are the same modulo 2^64 for signed and unsigned numbers; a
  /// division by zero gives zero.
  func compute(_ binaryOperator: BinaryOperator, _ left: Int64, _ right: Int64) -> Int64 {
    switch binaryOperator {
    case .add: return wrapping(left &+ right)
    case .subtract: return wrapping(left &- right)
    case .multiply: return wrapping(left &* right)
    case .divide:
      if right == 0 { return 0 }
      guard self == .uint64 else { return wrapping(left.dividingWithWrap(by: right)) }
      return Int64(bitPattern: UInt64(bitPattern: left) / UInt64(bitPattern: right))
    }
  }

  func isLess(_ left: Int64, _ right: Int64) -> Bool {
    self == .uint64 ? UInt64(bitPattern: left) < UInt64(bitPattern: right) : left < right
  }

  /// `min(max(x, low), high)`; bounds are numbers of the type, infinite ones leave a side open.
  func clip(_ value: Int64, low: Double, high: Double) -> Int64 {
    if self == .uint64 {
      let number = UInt64(bitPattern: value)
      return Int64(bitPattern: min(max(number, UInt64(clamping: low)), UInt64(clamping: high)))
    }
    return wrapping(min(max(value, Int64(clamping: low)), Int64(clamping: high)))
  }
}

extension Int64 {
  /// The quotient; the one that overflows, `min / −1`, is `min`.
  fileprivate func dividingWithWrap(by divisor: Int64) -> Int64 {
    dividedReportingOverflow(by: divisor).partialValue
  }
}

extension FixedWidthInteger {
  /// The nearest number of the type, toward zero; zero for NaN.
  fileprivate init(clamping value: Double) {
    if value.isNaN {
      self = 0
    } else if value >= Double(Self.max) {
      self = .max
    } else if value <= Double(Self.min) {
      self = .min
    } else {
      self = Self(value)
    }
  }
}
