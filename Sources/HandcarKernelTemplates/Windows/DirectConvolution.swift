public import _HandcarShims

/// A convolution whose windows move one by one along the rows (`hck_convolution_is_direct`): a matrix product that
/// reads its columns in the input's rows, tap by tap, instead of unrolling them.
///
/// Rows are read where they lie if no window reaches outside the input, else in the scratch memory, where they
/// are surrounded by zeros. Each sum starts from its bias and adds channel by channel, row by row, tap by tap, however
/// the outputs are tiled.
@inlinable @inline(always)
func convolveDirectly<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_convolution>
) {
  let inputs = arguments.pointee.input_channels / arguments.pointee.groups
  let inputWidth = arguments.pointee.input_width
  let inputPlane = arguments.pointee.input_height &* inputWidth
  let outputWidth = arguments.pointee.output_width
  let firstRow = arguments.pointee.first_position / outputWidth
  let endRow = arguments.pointee.end_position / outputWidth
  let isInside = hck_convolution_is_inside(arguments) != 0
  for group in 0..<arguments.pointee.batch &* arguments.pointee.groups {
    let input = arguments.pointee.input + group &* inputs &* inputPlane
    for row in firstRow..<endRow {
      let top = row &* arguments.pointee.stride_height &- arguments.pointee.padding_top
      var lines = InputLines(
        start: input + top &* inputWidth, channelStride: inputPlane,
        lineStride: arguments.pointee.dilation_height &* inputWidth)
      if !isInside {
        let width = gatherLines(arguments, input, channels: inputs, top: top)
        lines = InputLines(
          start: UnsafePointer(arguments.pointee.scratch),
          channelStride: arguments.pointee.kernel_height &* width, lineStride: width)
      }
      convolveRow(Target.self, arguments, lines, group: group, row: row)
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

/// One row of outputs in all channels of a group. A block of columns stays in the nearest cache while the weights
/// pass by. The last vector of a row moves back to end with it, and the last tile of channels to end with them: what
/// is computed twice are the same numbers.
@inlinable @inline(always)
func convolveRow<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_convolution>, _ lines: InputLines, group: Int,
  row: Int
) {
  let width = Target.Vector.width
  let outputWidth = arguments.pointee.output_width
  var column = 0
  while column < outputWidth {
    let remaining = (outputWidth &- column &+ width &- 1) / width
    // Nine sums are enough, and twelve would leave no register of sixteen for anything but columns and a coefficient.
    let isWide = Target.tileRows > 4 && remaining != 2 && remaining != 4
    let vectors = isWide ? 3 : 2
    let first = remaining == 1 ? outputWidth &- vectors &* width : column
    let last = min(first &+ vectors &* width, outputWidth) &- width
    let block = RowBlock(lines, group: group, row: row, first: first, last: last)
    if isWide {
      RowTile<Target.Vector, 3, 3>.run(arguments, block)
    } else {
      RowTile<Target.Vector, 4, 2>.run(arguments, block)
    }
    column = last &+ width
  }
}

/// Successive columns of a row of outputs: where the first and the last vector of them begin.
@usableFromInline
struct RowBlock {
  @usableFromInline let lines: InputLines
  /// Counted over all images.
  @usableFromInline let group: Int
  @usableFromInline let row: Int
  @usableFromInline let first: Int
  @usableFromInline let last: Int

  @inlinable @inline(always)
  init(_ lines: InputLines, group: Int, row: Int, first: Int, last: Int) {
    self.lines = lines
    self.group = group
    self.row = row
    self.first = first
    self.last = last
  }
}

/// Sums of `rows` output channels × `vectors` vectors of columns.
@usableFromInline
struct RowTile<Vector: FloatVector, let rows: Int, let vectors: Int> {
  /// All output channels of the group.
  @inlinable @inline(always)
  static func run(_ arguments: UnsafePointer<hck_convolution>, _ block: RowBlock) {
    let groups = arguments.pointee.groups
    let outputs = arguments.pointee.output_channels / groups
    let depth =
      arguments.pointee.input_channels / groups &* arguments.pointee.kernel_height
      &* arguments.pointee.kernel_width
    let outputPlane = arguments.pointee.output_height &* arguments.pointee.output_width
    let tail = block.last &- block.first
    let clamp = Clamp(arguments.pointee.activation)
    var next = 0
    while next < outputs {
      let inGroup = min(next, outputs &- rows)
      let channel = block.group % groups &* outputs &+ inGroup
      var tile = Self()
      if let bias = arguments.pointee.bias { tile.start(from: bias + channel) }
      tile.accumulate(
        arguments, block, arguments.pointee.weights + channel &* depth, weightStride: depth,
        tail: tail)
      var output: UnsafeMutablePointer<Float> = arguments.pointee.output
      output += (block.group &* outputs &+ inGroup) &* outputPlane
      output += block.row &* arguments.pointee.output_width &+ block.first
      for row in 0..<rows {
        for vector in 0..<vectors {
          clamp(tile.sums[row][vector]).store(to: output + place(of: vector, tail))
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
    _ arguments: UnsafePointer<hck_convolution>, _ block: RowBlock,
    _ weights: UnsafePointer<Float>, weightStride: Int, tail: Int
  ) {
    let channels = arguments.pointee.input_channels / arguments.pointee.groups
    let (height, width) = (arguments.pointee.kernel_height, arguments.pointee.kernel_width)
    let dilation = arguments.pointee.dilation_width
    var coefficient = weights
    var channel = block.lines.start + block.first
    for _ in 0..<channels {
      var line = channel
      for _ in 0..<height {
        var tap = line
        for _ in 0..<width {
          var columns = InlineArray<vectors, Vector>(repeating: .zero)
          for vector in 0..<vectors {
            columns[vector] = Vector(loading: tap + Self.place(of: vector, tail))
          }
          for row in 0..<rows {
            let weight = Vector(repeating: coefficient[row &* weightStride])
            for vector in 0..<vectors {
              sums[row][vector] = sums[row][vector].addingProduct(columns[vector], weight)
            }
          }
          coefficient += 1
          tap += dilation
        }
        line += block.lines.lineStride
      }
      channel += block.lines.channelStride
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
