internal import _HandcarShims

extension hck_convolution: DivisibleArguments {
  var work: Double {
    Double(batch) * Double(output_channels) * Double(outputPlane) * Double(inputsInGroup)
      * Double(taps)
  }

  /// Cut along the positions of every output plane, or into output channels of images and groups, whichever gives
  /// more pieces. Channels that are cut apart unroll the same input each for themselves.
  var pieces: Int { max(positionBlocks.count, channelPieces) }

  private var isChannelwise: Bool { groups == input_channels }
  private var inputsInGroup: Int { input_channels / groups }
  private var outputsInGroup: Int { output_channels / groups }
  private var inputPlane: Int { input_height &* input_width }
  private var outputPlane: Int { output_height &* output_width }
  private var taps: Int { kernel_height &* kernel_width }

  private var isDirect: Bool {
    withUnsafePointer(to: self) { hck_convolution_is_direct($0) != 0 }
  }

  /// Positions that are computed together: whole rows, or the unrolled columns.
  private var positionsInBlock: Int { isDirect ? output_width : Int(HCK_CONVOLUTION_COLUMNS) }

  private var positionBlocks: Blocks {
    if isChannelwise && !isDirect { return Blocks(length: 1, size: 1) }
    return Blocks(length: (outputPlane &+ positionsInBlock &- 1) / positionsInBlock, size: 1)
  }

  /// Output channels of a group: rows of a matrix product, and cut as such, or planes by themselves.
  private var channelBlocks: Blocks {
    Blocks(length: outputsInGroup, size: isChannelwise ? 1 : 8)
  }

  private var channelPieces: Int { batch &* groups &* channelBlocks.count }

  func forEachPart(_ range: Range<Int>, _ kernel: (UnsafePointer<Self>) -> Void) {
    if positionBlocks.count > channelPieces {
      var part = self
      part.first_position = range.lowerBound &* positionsInBlock
      part.end_position = min(end_position, range.upperBound &* positionsInBlock)
      kernel(&part)
      return
    }
    let blocks = channelBlocks
    var piece = range.lowerBound
    while piece < range.upperBound {
      let (image, group) = ((piece / blocks.count) / groups, (piece / blocks.count) % groups)
      let block = piece % blocks.count
      let remaining = range.upperBound &- piece
      // As many whole groups of the image as there are, or else a part of one.
      let wholeGroups = block == 0 ? min(remaining / blocks.count, groups &- group) : 0
      let blockCount = wholeGroups > 0 ? blocks.count : min(remaining, blocks.count &- block)
      let channels = blocks.elements(block..<block &+ blockCount)
      var part = part(
        image: image, group: group, groupCount: max(wholeGroups, 1), channels: channels)
      kernel(&part)
      piece &+= max(wholeGroups, 1) &* blockCount
    }
  }

  /// Some output channels of one group, or whole groups.
  private func part(
    image: Int, group: Int, groupCount: Int, channels: Range<Int>
  ) -> hck_convolution {
    var part = self
    let firstInput = group &* inputsInGroup
    let firstOutput = group &* outputsInGroup &+ channels.lowerBound
    part.batch = 1
    part.groups = groupCount
    part.input_channels = groupCount &* inputsInGroup
    part.output_channels = groupCount &* channels.count
    part.input += (image &* input_channels &+ firstInput) &* inputPlane
    part.weights += firstOutput &* inputsInGroup &* taps
    part.output += (image &* output_channels &+ firstOutput) &* outputPlane
    if let bias { part.bias = bias + firstOutput }
    return part
  }
}
