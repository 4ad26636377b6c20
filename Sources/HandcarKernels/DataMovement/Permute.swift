internal import HandcarKernelTemplates
internal import _HandcarShims

/// output[index] = input[Σ index[a] · strides[a]] for elements of 1, 2, 4 or 8 bytes.
func permuteElements(_ arguments: UnsafePointer<hck_permute>) {
  switch arguments.pointee.element_size {
  case 1: permute(arguments, of: UInt8.self)
  case 2: permute(arguments, of: UInt16.self)
  case 4: permute(arguments, of: UInt32.self)
  default: permute(arguments, of: UInt64.self)
  }
}

private func permute<Element: FixedWidthInteger>(
  _ arguments: UnsafePointer<hck_permute>, of _: Element.Type
) {
  let a = arguments.pointee
  let input = a.input.assumingMemoryBound(to: Element.self)
  var output = a.output.assumingMemoryBound(to: Element.self)
  let sizes = eight(a.sizes)
  let strides = eight(a.strides)
  guard a.rank > 0 else {
    output.pointee = input.pointee
    return
  }
  // The innermost axis is a run; the walk covers the others.
  let length = sizes[unchecked: a.rank &- 1]
  let stride = strides[unchecked: a.rank &- 1]
  var walk = StridedWalk(rank: a.rank &- 1, sizes: sizes, left: strides, right: strides)
  for _ in 0..<walk.count {
    let source = input + walk.left
    if stride == 1 {
      for i in 0..<length { output[i] = source[i] }
    } else {
      for i in 0..<length { output[i] = source[i &* stride] }
    }
    output += length
    walk.advance()
  }
}
