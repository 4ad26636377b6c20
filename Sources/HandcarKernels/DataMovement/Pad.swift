internal import HandcarKernelTemplates
internal import _HandcarShims

/// Padding of up to eight axes, or cropping where `before` is negative, for elements of 1, 2, 4 or 8 bytes.
func padElements(_ arguments: UnsafePointer<hck_pad>) {
  switch arguments.pointee.element_size {
  case 1: pad(arguments, of: UInt8.self)
  case 2: pad(arguments, of: UInt16.self)
  case 4: pad(arguments, of: UInt32.self)
  default: pad(arguments, of: UInt64.self)
  }
}

private func pad<Element: FixedWidthInteger>(
  _ arguments: UnsafePointer<hck_pad>, of _: Element.Type
) {
  let a = arguments.pointee
  let input = a.input.assumingMemoryBound(to: Element.self)
  let output = a.output.assumingMemoryBound(to: Element.self)
  let constant = Element(truncatingIfNeeded: a.value)
  let inputSizes = eight(a.input_sizes)
  let outputSizes = eight(a.output_sizes)
  let before = eight(a.before)
  var inputStrides = InlineArray<8, Int>(repeating: 1)
  var count = 1
  var stride = 1
  for axis in (0..<a.rank).reversed() {
    inputStrides[unchecked: axis] = stride
    stride &*= inputSizes[unchecked: axis]
    count &*= outputSizes[unchecked: axis]
  }
  var index = InlineArray<8, Int>(repeating: 0)
  for position in 0..<count {
    var offset = 0
    var isOutside = false
    for axis in 0..<a.rank {
      let place = index[unchecked: axis] &- before[unchecked: axis]
      let source = sourceIndex(place, size: inputSizes[unchecked: axis], mode: a.mode)
      if source < 0 { isOutside = true }
      offset &+= source &* inputStrides[unchecked: axis]
    }
    output[position] = isOutside ? constant : input[offset]
    var axis = a.rank &- 1
    while axis >= 0 {
      index[unchecked: axis] &+= 1
      if index[unchecked: axis] < outputSizes[unchecked: axis] { break }
      index[unchecked: axis] = 0
      axis &-= 1
    }
  }
}

/// The input index that a place along an axis shows, or −1 for the constant.
private func sourceIndex(_ place: Int, size: Int, mode: UInt32) -> Int {
  if place >= 0 && place < size { return place }
  if size == 0 { return -1 }
  switch mode {
  case HCK_PAD_REFLECT:
    // Mirrored about the first and the last element: the period is twice the distance between them.
    let period = 2 &* (size &- 1)
    if period == 0 { return 0 }
    let phase = remainder(place, period)
    return phase < size ? phase : period &- phase
  case HCK_PAD_EDGE: return place < 0 ? 0 : size &- 1
  case HCK_PAD_WRAP: return remainder(place, size)
  default: return -1
  }
}

/// The remainder that has the divisor's sign.
private func remainder(_ value: Int, _ divisor: Int) -> Int {
  let rest = value % divisor
  return rest < 0 ? rest &+ divisor : rest
}
