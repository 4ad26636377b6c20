internal import _HandcarShims
internal import HandcarFormat

// An element costs as much as some multiply-adds: it is loaded and stored, and a function may follow.

/// Elements of a piece where a tensor is cut anywhere: whole vectors of every instruction set.
private let elementsInPiece = 16

extension hck_activation {
  /// What an element costs, in multiply-adds.
  fileprivate var elementWork: Double {
    kind == HCK_ACTIVATION_SIGMOID || kind == HCK_ACTIVATION_TANH ? 16 : 4
  }
}

extension hck_binary: DivisibleArguments {
  var work: Double { Double(cut.length) * Double(cut.inner) * activation.elementWork }

  var pieces: Int { cut.inner == 1 ? blocks.count : cut.length }

  private var blocks: Blocks { Blocks(length: cut.length, size: elementsInPiece) }

  /// The first axes, as far as both operands step through them evenly.
  private var cut: AxisCut {
    AxisCut(
      rank: rank, sizes: array(sizes), strides: array(left_strides), others: array(right_strides))
  }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let size = byteCount(of: element_type)
    let cut = cut
    let places = cut.inner == 1 ? blocks.elements(range) : range
    var part = self
    part.sizes = tuple(cut.sizes(places.count))
    part.left += places.lowerBound &* cut.stride &* size
    part.right += places.lowerBound &* cut.other &* size
    part.output += places.lowerBound &* cut.inner &* size
    kernel(&part)
  }
}

extension hck_activate: DivisibleArguments {
  var work: Double { Double(count) * activation.elementWork }

  var pieces: Int { blocks.count }

  private var blocks: Blocks { Blocks(length: count, size: elementsInPiece) }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    let elements = blocks.elements(range)
    let offset = elements.lowerBound &* byteCount(of: element_type)
    var part = self
    part.count = elements.count
    part.input += offset
    part.output += offset
    kernel(&part)
  }
}

extension hck_normalize: DivisibleArguments {
  var work: Double {
    Double(outer) * Double(channels) * Double(inner) * activation.elementWork
  }

  var pieces: Int { outer > 1 ? outer : channels }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    var part = self
    let planes = range.lowerBound &* (outer > 1 ? channels : 1)
    part.input += planes &* inner
    part.output += planes &* inner
    if outer > 1 {
      part.outer = range.count
    } else {
      part.channels = range.count
      part.scale += range.lowerBound
      part.bias += range.lowerBound
      part.mean += range.lowerBound
      part.variance += range.lowerBound
    }
    kernel(&part)
  }
}

/// Bytes of an element of a verified type.
func byteCount(of elementType: UInt32) -> Int {
  ElementType(rawValue: UInt8(truncatingIfNeeded: elementType))?.byteCount ?? 1
}
