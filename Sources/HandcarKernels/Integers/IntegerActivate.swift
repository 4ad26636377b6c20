internal import _HandcarShims

/// `relu` and `clip` of integers, with bounds that the type need not hold; other kinds copy.
func activateIntegers(_ arguments: UnsafePointer<hck_activate>) {
  let a = arguments.pointee
  let input = IntegerElements(
    start: UnsafeMutableRawPointer(mutating: a.input), type: a.element_type)
  let output = IntegerElements(start: a.output, type: a.element_type)
  let isUnsigned64 = a.element_type == HCK_TYPE_UINT64
  // Numbers of 64 bits without a sign compare like numbers with one when the upper bit is flipped.
  let flip = isUnsigned64 ? Int64.min : 0
  let range = input.range
  let lowest = range.lowest ^ flip
  let highest = range.highest ^ flip
  /// The bound nearest to `number` that the type holds.
  func bound(_ number: Int64) -> Int64 {
    if isUnsigned64 { return max(number, 0) ^ flip }
    return min(max(number, lowest), highest)
  }
  var (low, high) = (lowest, highest)
  if a.activation.kind == HCK_ACTIVATION_RELU { low = 0 ^ flip }
  if a.activation.kind == HCK_ACTIVATION_CLIP {
    (low, high) = (bound(a.integer_low), bound(a.integer_high))
  }
  for i in 0..<a.count {
    output.store(min(max(input.load(i) ^ flip, low), high) ^ flip, i)
  }
}
