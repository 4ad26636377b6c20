internal import _HandcarShims

extension hck_permute: DivisibleArguments {
  var work: Double { Double(cut.length) * Double(cut.inner) * 4 }

  var pieces: Int { cut.length }

  private var cut: AxisCut {
    AxisCut(rank: rank, sizes: array(sizes), strides: array(strides), others: array(strides))
  }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let cut = cut
    var part = self
    part.sizes = tuple(cut.sizes(range.count))
    part.input += range.lowerBound &* cut.stride &* element_size
    part.output += range.lowerBound &* cut.inner &* element_size
    kernel(&part)
  }
}

extension hck_copy: DivisibleArguments {
  // Bytes are moved many at a time.
  var work: Double { Double(outer) * Double(run) / 4 }

  /// Cut between runs, or a single run anywhere.
  var pieces: Int { outer == 1 ? bytes.count : outer }

  private var bytes: Blocks { Blocks(length: run, size: 64) }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    var part = self
    if outer == 1 {
      let moved = bytes.elements(range)
      part.run = moved.count
      part.source += moved.lowerBound
      part.destination += moved.lowerBound
    } else {
      part.outer = range.count
      part.source += range.lowerBound &* source_stride
      part.destination += range.lowerBound &* destination_stride
    }
    kernel(&part)
  }
}

extension hck_pad: DivisibleArguments {
  // Every element looks for its source along each axis.
  var work: Double { Double(cut.length) * Double(cut.inner) * 16 }

  var pieces: Int { cut.length }

  private var cut: AxisCut { AxisCut(rank: rank, sizes: array(output_sizes)) }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let cut = cut
    var part = self
    part.output_sizes = tuple(cut.sizes(range.count))
    var before = array(before)
    before[cut.axis] &-= range.lowerBound
    part.before = tuple(before)
    part.output += range.lowerBound &* cut.inner &* element_size
    kernel(&part)
  }
}
