internal import _HandcarShims
internal import HandcarFormat

extension hck_softmax: DivisibleArguments {
  var work: Double { Double(outer) * Double(length) * Double(inner) * 16 }

  var pieces: Int { outer }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    var part = self
    part.outer = range.count
    part.input += range.lowerBound &* length &* inner
    part.output += range.lowerBound &* length &* inner
    kernel(&part)
  }
}

extension hck_reduce_mean: DivisibleArguments {
  var work: Double { Double(outer) * Double(length) * Double(inner) * 2 }

  var pieces: Int { outer }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    var part = self
    part.outer = range.count
    part.input += range.lowerBound &* length &* inner
    part.output += range.lowerBound &* inner
    kernel(&part)
  }
}

extension hck_pool: DivisibleArguments {
  var work: Double {
    Double(planes) * Double(outputPlane) * Double(kernel.0 &* kernel.1 &* kernel.2) * 2
  }

  /// Positions of the maxima count over the whole tensor, so a kernel that reports them must see it whole.
  var pieces: Int { indices == nil ? planes : 1 }

  private var outputPlane: Int { output.0 &* output.1 &* output.2 }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let size = byteCount(of: element_type)
    var part = self
    part.planes = range.count
    part.source += range.lowerBound &* input.0 &* input.1 &* input.2 &* size
    part.destination += range.lowerBound &* outputPlane &* size
    kernel(&part)
  }
}
