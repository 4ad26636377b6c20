internal import HandcarKernelTemplates
internal import _HandcarShims

/// output[index] = input[Σ index[a] · strides[a]] for elements of 1, 2, 4 or 8 bytes.
func permuteElements(_ arguments: UnsafePointer<hck_permute>) {
  let a = arguments.pointee
  guard a.rank > 0 else {
    a.output.copyMemory(from: a.input, byteCount: a.element_size)
    return
  }
  let strides = eight(a.strides)
  var sizes = eight(a.sizes)
  // The innermost axis is a run; the walk covers the others.
  let innermost = a.rank &- 1
  let length = sizes[unchecked: innermost]
  let stride = strides[unchecked: innermost]
  // But for the one whose elements lie side by side in the input, if it is another one: both together are a matrix.
  var columns = 0
  var columnStride = 0
  var outputStrides = InlineArray<8, Int>(repeating: 0)
  var outputStride = length
  var axis = innermost
  while axis > 0 {
    axis &-= 1
    let size = sizes[unchecked: axis]
    outputStrides[unchecked: axis] = outputStride
    if a.element_size == 4 && columns == 0 && strides[unchecked: axis] == 1 && size > 1 {
      (columns, columnStride) = (size, outputStride)
      sizes[unchecked: axis] = 1
    }
    outputStride &*= size
  }
  var walk = StridedWalk(rank: innermost, sizes: sizes, left: strides, right: outputStrides)
  for _ in 0..<walk.count {
    let source = a.input + walk.left &* a.element_size
    let output = a.output + walk.right &* a.element_size
    if columns > 0 {
      hcs_transpose_matrix(
        source.assumingMemoryBound(to: Float.self), stride,
        output.assumingMemoryBound(to: Float.self), columnStride, length, columns)
    } else {
      hcs_gather(source, stride, output, length, a.element_size)
    }
    walk.advance()
  }
}
