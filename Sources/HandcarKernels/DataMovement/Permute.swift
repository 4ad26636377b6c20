internal import HandcarKernelTemplates
internal import _HandcarShims

/// output[index] = input[Σ index[a] · strides[a]] for elements of 1, 2, 4 or 8 bytes.
func permuteElements(_ arguments: UnsafePointer<hck_permute>) {
  let a = arguments.pointee
  let sizes = eight(a.sizes)
  let strides = eight(a.strides)
  guard a.rank > 0 else {
    a.output.copyMemory(from: a.input, byteCount: a.element_size)
    return
  }
  // The innermost axis is a run; the walk covers the others.
  let length = sizes[unchecked: a.rank &- 1]
  let stride = strides[unchecked: a.rank &- 1]
  var walk = StridedWalk(rank: a.rank &- 1, sizes: sizes, left: strides, right: strides)
  var output: UnsafeMutableRawPointer = a.output
  for _ in 0..<walk.count {
    let source = a.input + walk.left &* a.element_size
    switch a.element_size {
    case 1: gather(source, stride: stride, output, count: length, of: UInt8.self)
    case 2: gather(source, stride: stride, output, count: length, of: UInt16.self)
    case 4: gather(source, stride: stride, output, count: length, of: UInt32.self)
    default: gather(source, stride: stride, output, count: length, of: UInt64.self)
    }
    output += length &* a.element_size
    walk.advance()
  }
}

@inline(always)
private func gather<Element: FixedWidthInteger>(
  _ source: UnsafeRawPointer, stride: Int, _ target: UnsafeMutableRawPointer, count: Int,
  of _: Element.Type
) {
  let input = source.assumingMemoryBound(to: Element.self)
  let output = target.assumingMemoryBound(to: Element.self)
  for i in 0..<count { output[i] = input[i &* stride] }
}
