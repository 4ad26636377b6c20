internal import HandcarKernelTemplates
internal import _HandcarShims

/// A maximum pool of any type that the format allows, with or without the positions of the maxima: the general form, one output at a
/// time. A window without an element inside the input gives the lowest number and position −1.
func poolMaximum(_ arguments: UnsafePointer<hck_pool>) {
  switch arguments.pointee.element_type {
  case HCK_TYPE_FLOAT32: poolMaximum(arguments, lowest: -Float.greatestFiniteMagnitude)
  case HCK_TYPE_UINT8: poolMaximum(arguments, lowest: UInt8.min)
  case HCK_TYPE_INT8: poolMaximum(arguments, lowest: Int8.min)
  default: break
  }
}

private func poolMaximum<Element: Comparable>(
  _ arguments: UnsafePointer<hck_pool>, lowest: Element
) {
  let a = arguments.pointee
  let input = a.source.assumingMemoryBound(to: Element.self)
  let output = a.destination.assumingMemoryBound(to: Element.self)
  let inputPlane = a.input.0 &* a.input.1 &* a.input.2
  var position = 0
  for plane in 0..<a.planes {
    let start = input + plane &* inputPlane
    for slice in 0..<a.output.0 {
      for row in 0..<a.output.1 {
        let window = PoolWindow(a, slice: slice, row: row)
        for column in 0..<a.output.2 {
          let columns = PoolAxis(
            output: column, stride: a.stride.2, dilation: a.dilation.2, kernel: a.kernel.2,
            size: a.input.2, before: a.padding_before.2, after: a.padding_after.2)
          var largest = lowest
          var place = -1
          window.forEachLine(a, start) { line in
            for x in columns.taps.first..<columns.taps.end {
              let element = columns.start &+ x &* a.dilation.2
              if place < 0 || largest < line[element] {
                largest = line[element]
                place = (line - start) &+ element
              }
            }
          }
          output[position] = largest
          if let indices = a.indices {
            indices[position] = Int64(tensorIndex(of: place, a, plane: plane &* inputPlane))
          }
          position &+= 1
        }
      }
    }
  }
}

/// A place within a plane, counted over the whole tensor; on request with the last two axes column by column.
private func tensorIndex(of place: Int, _ a: hck_pool, plane: Int) -> Int {
  if place < 0 { return -1 }
  if a.column_major_indices == 0 { return plane &+ place }
  let area = a.input.1 &* a.input.2
  let (slice, rest) = (place / area, place % area)
  let (row, column) = (rest / a.input.2, rest % a.input.2)
  return plane &+ slice &* area &+ column &* a.input.1 &+ row
}
