internal import HandcarKernelTemplates
internal import _HandcarShims

/// Padding of up to eight axes, or cropping where `before` is negative, for elements of any size. The innermost
/// axis is a run: what lies inside the input is copied whole, what surrounds it one element at a time.
func padElements(_ arguments: UnsafePointer<hck_pad>) {
  let a = arguments.pointee
  guard a.rank > 0 else {
    a.output.copyMemory(from: a.input, byteCount: a.element_size)
    return
  }
  let inputSizes = eight(a.input_sizes)
  let outputSizes = eight(a.output_sizes)
  let before = eight(a.before)
  let innermost = a.rank &- 1
  var run = PaddedRun(
    arguments, inputCount: inputSizes[unchecked: innermost],
    outputCount: outputSizes[unchecked: innermost], before: before[unchecked: innermost])
  var count = 1
  for axis in 0..<innermost { count &*= outputSizes[unchecked: axis] }
  var index = InlineArray<8, Int>(repeating: 0)
  for _ in 0..<count {
    var offset = 0
    var isOutside = false
    for axis in 0..<innermost {
      let place = index[unchecked: axis] &- before[unchecked: axis]
      let source = sourceIndex(place, size: inputSizes[unchecked: axis], mode: a.mode)
      if source < 0 { isOutside = true }
      offset = offset &* inputSizes[unchecked: axis] &+ source
    }
    run.write(from: isOutside ? nil : a.input + offset &* run.inputCount &* a.element_size)
    var axis = innermost &- 1
    while axis >= 0 {
      index[unchecked: axis] &+= 1
      if index[unchecked: axis] < outputSizes[unchecked: axis] { break }
      index[unchecked: axis] = 0
      axis &-= 1
    }
  }
}

/// Writes the runs of the innermost axis one after the other.
private struct PaddedRun {
  let inputCount: Int
  private let outputCount: Int
  private let before: Int
  private let elementSize: Int
  private let mode: UInt32
  /// In the order of bytes of every target: the constant's bytes come first.
  private var constant: UInt64
  private var target: UnsafeMutableRawPointer
  /// The outputs that show the input itself.
  private let inside: AxisRange

  init(
    _ arguments: UnsafePointer<hck_pad>, inputCount: Int, outputCount: Int, before: Int
  ) {
    let a = arguments.pointee
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.before = before
    elementSize = a.element_size
    mode = a.mode
    constant = a.value.littleEndian
    target = a.output
    inside = AxisRange(start: -before, step: 1, size: inputCount, count: outputCount)
  }

  /// Writes the run that shows a row of the input, or nothing but the constant.
  mutating func write(from row: UnsafeRawPointer?) {
    var output = 0
    while output < outputCount {
      var count = 1
      var source = output &- before
      if output == inside.first && inside.length > 0 {
        count = inside.length
      } else {
        source = sourceIndex(source, size: inputCount, mode: mode)
      }
      if let row, source >= 0 {
        target.copyMemory(from: row + source &* elementSize, byteCount: count &* elementSize)
      } else {
        count = 1
        withUnsafeBytes(of: &constant) {
          target.copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: elementSize)
        }
      }
      target += count &* elementSize
      output &+= count
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
