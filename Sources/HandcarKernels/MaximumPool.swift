internal import HandcarKernelTemplates
internal import _HandcarShims

/// A maximum pool of any type that the format allows, with or without the positions of the maxima: the general form, one output at a
/// time. A window without an element inside the input gives the lowest number and position −1.
///
/// Elements are compared as floats, which hold every 8-bit integer exactly: one loop for all types.
func poolMaximum(_ arguments: UnsafePointer<hck_pool>) {
  let a = arguments.pointee
  let inputPlane = a.input.0 &* a.input.1 &* a.input.2
  var position = 0
  for plane in 0..<a.planes {
    let start = plane &* inputPlane
    for slice in 0..<a.output.0 {
      for row in 0..<a.output.1 {
        let window = PoolWindow(arguments, slice: slice, row: row)
        for column in 0..<a.output.2 {
          let columns = PoolAxis(a, column: column)
          var largest: Float = 0
          var place = -1
          window.forEachLine(a) { line in
            for x in columns.taps.first..<columns.taps.end {
              let candidate = line &+ columns.start &+ x &* a.dilation.2
              let value = number(a.source, start &+ candidate, type: a.element_type)
              if place < 0 || largest < value { (largest, place) = (value, candidate) }
            }
          }
          store(a, from: place < 0 ? -1 : start &+ place, at: position)
          if let indices = a.indices {
            indices[position] = Int64(tensorIndex(of: place, a, plane: start))
          }
          position &+= 1
        }
      }
    }
  }
}

private func number(_ elements: UnsafeRawPointer, _ index: Int, type: UInt32) -> Float {
  switch type {
  case HCK_TYPE_UINT8: Float(elements.assumingMemoryBound(to: UInt8.self)[index])
  case HCK_TYPE_INT8: Float(elements.assumingMemoryBound(to: Int8.self)[index])
  default: elements.assumingMemoryBound(to: Float.self)[index]
  }
}

/// Copies the input's element to the output, or writes the lowest number when `source` is −1.
private func store(_ a: hck_pool, from source: Int, at position: Int) {
  if a.element_type == HCK_TYPE_FLOAT32 {
    let input = a.source.assumingMemoryBound(to: Float.self)
    a.destination.assumingMemoryBound(to: Float.self)[position] =
      source < 0 ? -Float.greatestFiniteMagnitude : input[source]
  } else {
    let input = a.source.assumingMemoryBound(to: UInt8.self)
    let lowest: UInt8 = a.element_type == HCK_TYPE_INT8 ? 0x80 : 0
    a.destination.assumingMemoryBound(to: UInt8.self)[position] =
      source < 0 ? lowest : input[source]
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
