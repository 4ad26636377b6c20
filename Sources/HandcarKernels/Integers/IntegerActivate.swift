internal import _HandcarShims

/// `relu` and `clip` of integers, with bounds that the type need not hold; other kinds copy.
func activateIntegers(_ arguments: UnsafePointer<hck_activate>) {
  switch arguments.pointee.element_type {
  case HCK_TYPE_UINT8: activate(arguments, of: UInt8.self)
  case HCK_TYPE_INT8: activate(arguments, of: Int8.self)
  case HCK_TYPE_UINT16: activate(arguments, of: UInt16.self)
  case HCK_TYPE_INT16: activate(arguments, of: Int16.self)
  case HCK_TYPE_UINT32: activate(arguments, of: UInt32.self)
  case HCK_TYPE_INT32: activate(arguments, of: Int32.self)
  case HCK_TYPE_UINT64: activate(arguments, of: UInt64.self)
  case HCK_TYPE_INT64: activate(arguments, of: Int64.self)
  default: break
  }
}

private func activate<Element: FixedWidthInteger>(
  _ arguments: UnsafePointer<hck_activate>, of _: Element.Type
) {
  let a = arguments.pointee
  let input = a.input.assumingMemoryBound(to: Element.self)
  let output = a.output.assumingMemoryBound(to: Element.self)
  var low = Element.min
  var high = Element.max
  if a.activation.kind == HCK_ACTIVATION_RELU { low = 0 }
  if a.activation.kind == HCK_ACTIVATION_CLIP {
    low = Element(clamping: a.integer_low)
    high = Element(clamping: a.integer_high)
  }
  for i in 0..<a.count {
    let raised = input[i] < low ? low : input[i]
    output[i] = high < raised ? high : raised
  }
}
