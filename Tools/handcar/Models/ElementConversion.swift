import HandcarFormat

/// Numbers as the bytes of a tensor; for an integer type rounded and limited to its range, NaN as
/// 0.
func bytes(of numbers: [Float], as type: ElementType) -> [UInt8] {
  func converted<Element>(_ convert: (Float) -> Element) -> [UInt8] {
    numbers.map(convert).withUnsafeBytes(Array.init)
  }
  func integers<Element: FixedWidthInteger>(_: Element.Type) -> [UInt8] {
    converted { number in
      let rounded = number.rounded()
      return Element(exactly: rounded) ?? (rounded.isNaN ? 0 : rounded > 0 ? .max : .min)
    }
  }
  return switch type {
  case .float32: numbers.withUnsafeBytes(Array.init)
  case .float64: converted(Double.init)
  case .bool: converted { $0 != 0 ? UInt8(1) : 0 }
  case .uint8: integers(UInt8.self)
  case .int8: integers(Int8.self)
  case .uint16: integers(UInt16.self)
  case .int16: integers(Int16.self)
  case .uint32: integers(UInt32.self)
  case .int32: integers(Int32.self)
  case .uint64: integers(UInt64.self)
  case .int64: integers(Int64.self)
  }
}

/// The bytes of a tensor as numbers, rounded to the nearest Float.
func numbers(in bytes: UnsafeRawBufferPointer, of type: ElementType) -> [Float] {
  func elements<Element>(_: Element.Type, _ convert: (Element) -> Float) -> [Float] {
    bytes.bindMemory(to: Element.self).map(convert)
  }
  return switch type {
  case .float32: Array(bytes.bindMemory(to: Float.self))
  case .float64: elements(Double.self) { Float($0) }
  case .uint8, .bool: elements(UInt8.self) { Float($0) }
  case .int8: elements(Int8.self) { Float($0) }
  case .uint16: elements(UInt16.self) { Float($0) }
  case .int16: elements(Int16.self) { Float($0) }
  case .uint32: elements(UInt32.self) { Float($0) }
  case .int32: elements(Int32.self) { Float($0) }
  case .uint64: elements(UInt64.self) { Float($0) }
  case .int64: elements(Int64.self) { Float($0) }
  }
}
