public import _HandcarShims

/// A convolution whose windows move one by one along the rows (`hck_convolution_is_direct`): a matrix product that
/// reads its columns in the input's rows, tap by tap, instead of unrolling them.
///
/// Rows are read where they lie if no window reaches outside the input, else in the scratch memory, where they
/// are surrounded by zeros. Each sum starts from its bias and adds channel by channel, row by row, tap by tap, however
/// the outputs are tiled.
@inlinable @inline(always)
func convolveDirectly<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_convolution>, _ tiles: WideTiles
) {
  let groups = arguments.pointee.groups
  let inputWidth = arguments.pointee.input_width
  let inputPlane = arguments.pointee.input_height &* inputWidth
  let outputWidth = arguments.pointee.output_width
  let firstRow = arguments.pointee.first_position / outputWidth
  let endRow = arguments.pointee.end_position / outputWidth
  let isInside = hck_convolution_is_inside(arguments) != 0
  let scratch = UnsafePointer<Float>(arguments.pointee.scratch)
  var block = RowBlock(
    arguments, inputs: arguments.pointee.input_channels / groups,
    outputs: arguments.pointee.output_channels / groups)
  for group in 0..<arguments.pointee.batch &* groups {
    block.channel = group % groups &* block.outputs
    let input = arguments.pointee.input.unsafelyUnwrapped + group &* block.inputs &* inputPlane
    let output =
      arguments.pointee.output.unsafelyUnwrapped + group &* block.outputs &* block.outputPlane
    for row in firstRow..<endRow {
      let top = row &* arguments.pointee.stride_height &- arguments.pointee.padding_top
      if isInside {
        block.lines = InputLines(
          start: input + top &* inputWidth, channelStride: inputPlane,
          lineStride: arguments.pointee.dilation_height &* inputWidth)
      } else {
        let width = gatherLines(arguments, input, channels: block.inputs, top: top)
        block.lines = InputLines(
          start: scratch.unsafelyUnwrapped,
          channelStride: arguments.pointee.kernel_height &* width, lineStride: width)
      }
      block.output = output + row &* outputWidth
      convolveRow(Target.self, &block, width: outputWidth, tiles)
    }
  }
}

/// The lines of the input that the windows of one row of outputs cover.
@usableFromInline
struct InputLines {
  /// The first tap of the first window in the first channel.
  @usableFromInline let start: UnsafePointer<Float>
  @usableFromInline let channelStride: Int
  @usableFromInline let lineStride: Int

  @inlinable @inline(always)
  init(start: UnsafePointer<Float>, channelStride: Int, lineStride: Int) {
    self.start = start
    self.channelStride = channelStride
    self.lineStride = lineStride
  }
}

/// Successive columns of a row of outputs, in all channels of a group: what tiles are made of.
@usableFromInline
struct RowBlock {
  @usableFromInline let arguments: UnsafePointer<hck_convolution>
  /// Channels of the group.
  @usableFromInline let inputs: Int
  @usableFromInline let outputs: Int
  @usableFromInline let outputPlane: Int
  /// The first output channel of the group.
  @usableFromInline var channel: Int
  @usableFromInline var lines: InputLines
  /// The row of the first channel.
  @usableFromInline var output: UnsafeMutablePointer<Float>
  /// Where the first and the last vector of the columns begin.
  @usableFromInline var first: Int
  @usableFromInline var last: Int

  /// Not yet of any row.
  @inlinable @inline(always)
  init(_ arguments: UnsafePointer<hck_convolution>, inputs: Int, outputs: Int) {
    self.arguments = arguments
    self.inputs = inputs
    self.outputs = outputs
    outputPlane = arguments.pointee.output_height &* arguments.pointee.output_width
    channel = 0
    output = arguments.pointee.output.unsafelyUnwrapped
    lines = InputLines(start: UnsafePointer(output), channelStride: 0, lineStride: 0)
    first = 0
    last = 0
  }
}

/// One row of outputs in all channels of a group. A block of columns stays in the nearest cache while the weights
/// pass by. The last vector of a row moves back to end with it, and the last tile of channels to end with them: what
/// is computed twice are the same numbers.
@inlinable @inline(always)
func convolveRow<Target: InstructionSet>(
  _: Target.Type, _ block: inout RowBlock, width: Int, _ tiles: WideTiles
) {
  let lanes = Target.Vector.width
  var column = 0
  // Nine or ten channels are better three at a time.
  if width > 16 && (block.outputs == 8 || block.outputs > 10), let runRowTiles = tiles.runRowTiles {
    while column < width {
      block.first = max(0, min(column, width &- 32))
      block.last = min(column &+ 16, width &- 16)
      runRowTiles(&block)
      column &+= 32
    }
    return
  }
  while column < width {
    block.first = column
    let remaining = (width &- column &+ lanes &- 1) / lanes
    // Nine sums are enough, and twelve would leave no register of sixteen for anything but columns and a coefficient.
    let isWide = Target.tileRows > 4 && remaining != 2 && remaining != 4
    let vectors = isWide ? 3 : 2
    if remaining == 1 { block.first = width &- vectors &* lanes }
    block.last = min(block.first &+ vectors &* lanes, width) &- lanes
    if isWide {
      RowTile<Target.Vector, 3, 3>.run(&block)
    } else {
      RowTile<Target.Vector, 4, 2>.run(&block)
    }
    column = block.last &+ lanes
  }
}

/// The `RowBlock` at the address in tiles of eight channels and two vectors of sixteen columns: `WideTiles.runRowTiles`.
@inlinable @inline(always)
public func runRowTiles<Vector: TileVector>(_: Vector.Type, _ address: UnsafeMutableRawPointer?) {
  RowTile<Vector, 8, 2>.run(address.unsafelyUnwrapped.assumingMemoryBound(to: RowBlock.self))
}

/// Sums of `rows` output channels × `vectors` vectors of columns.
@usableFromInline
struct RowTile<Vector: TileVector, let rows: Int, let vectors: Int> {
  /// All output channels of the group.
  @inlinable @inline(always)
  static func run(_ block: UnsafePointer<RowBlock>) {
    let arguments = block.pointee.arguments
    let outputs = block.pointee.outputs
    let outputPlane = block.pointee.outputPlane
    let depth =
      block.pointee.inputs &* arguments.pointee.kernel_height &* arguments.pointee.kernel_width
    let tail = block.pointee.last &- block.pointee.first
    let clamp = Clamp(arguments.pointee.activation)
    var next = 0
    while next < outputs {
      let inGroup = min(next, outputs &- rows)
      let channel = block.pointee.channel &+ inGroup
      var tile = Self()
      if let bias = arguments.pointee.bias { tile.start(from: bias + channel) }
      tile.accumulate(
        block, arguments.pointee.weights.unsafelyUnwrapped + channel &* depth,
        weightStride: depth, tail: tail)
      var output = block.pointee.output + (inGroup &* outputPlane &+ block.pointee.first)
      for row in 0..<rows {
        for vector in 0..<vectors {
          clamp(tile.sums[row][vector]).store(
            to: output + place(of: vector, tail), tail: Vector.width)
        }
        output += outputPlane
      }
      next &+= rows
    }
  }

  @usableFromInline
  var sums: InlineArray<rows, InlineArray<vectors, Vector>>

  @inlinable @inline(always)
  init() { sums = InlineArray(repeating: InlineArray(repeating: .zero)) }

  @inlinable @inline(always)
  mutating func start(from bias: UnsafePointer<Float>) {
    for row in 0..<rows { sums[row] = InlineArray(repeating: Vector(repeating: bias[row])) }
  }

  /// The hot loop.
  @inlinable @inline(always)
  mutating func accumulate(
    _ block: UnsafePointer<RowBlock>, _ weights: UnsafePointer<Float>, weightStride: Int, tail: Int
  ) {
    let arguments = block.pointee.arguments
    let lines = block.pointee.lines
    let dilation = arguments.pointee.dilation_width
    var coefficient = weights
    var channel = lines.start + block.pointee.first
    var channels = block.pointee.inputs
    while channels > 0 {
      var line = channel
      var height = arguments.pointee.kernel_height
      while height > 0 {
        var tap = line
        var width = arguments.pointee.kernel_width
        while width > 0 {
          var columns = InlineArray<vectors, Vector>(repeating: .zero)
          for vector in 0..<vectors {
            columns[vector] = Vector(
              loading: tap + Self.place(of: vector, tail), tail: Vector.width)
          }
          for row in 0..<rows {
            let weight = Vector(repeating: coefficient[row &* weightStride])
            for vector in 0..<vectors {
              sums[row][vector] = sums[row][vector].addingProduct(columns[vector], weight)
            }
          }
          coefficient += 1
          tap += dilation
          width &-= 1
        }
        line += lines.lineStride
        height &-= 1
      }
      channel += lines.channelStride
      channels &-= 1
    }
  }

  @inlinable @inline(always)
  static func place(of vector: Int, _ tail: Int) -> Int {
    vector == vectors &- 1 ? tail : vector &* Vector.width
  }
}

/// Lays the lines that the windows of a row of outputs cover into the scratch memory, [channel][kernel row][width];
/// what lies outside the input is zero. Returns the width. Compiled once for all kernel sets.
@export(interface)
public func gatherLines(
  _ arguments: UnsafePointer<hck_convolution>, _ input: UnsafePointer<Float>, channels: Int,
  top: Int
) -> Int {
  let a = arguments.pointee
  let width = a.output_width &+ (a.kernel_width &- 1) &* a.dilation_width
  let inside = AxisRange(start: -a.padding_left, step: 1, size: a.input_width, count: width)
  var target: UnsafeMutablePointer<Float> = a.scratch
  for channel in 0..<channels {
    for kernelRow in 0..<a.kernel_height {
      let inputRow = top &+ kernelRow &* a.dilation_height
      let isInside = inputRow >= 0 && inputRow < a.input_height
      let first = isInside ? inside.first : width
      let end = isInside ? inside.end : width
      let line = (channel &* a.input_height &+ inputRow) &* a.input_width &- a.padding_left
      for i in 0..<first { target[i] = 0 }
      if first < end {
        copyRun(input + (line &+ first), to: target + first, count: end &- first)
      }
      for i in end..<width { target[i] = 0 }
      target += width
    }
  }
  return width
}
