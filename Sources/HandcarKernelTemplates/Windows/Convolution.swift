public import _HandcarShims

/// A grouped 2-D convolution over NCHW tensors.
///
/// A matrix product of the weights [outputs of the group][depth] with the unrolled input, which lies in memory
/// already (a 1×1 kernel), is read in the input's rows (`convolveDirectly`) or is laid into the scratch memory 48 output
/// positions at a time; with an input channel per group and padding, a loop over windows. The scratch memory is that of
/// `ConvolutionAttributes.scratchByteCount`. The loop over windows computes whole planes, whatever positions are asked for.
@inlinable @inline(always)
public func convolve<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_convolution>, _ tiles: WideTiles
) {
  let a = arguments.pointee
  if Target.convolvesDirectly && hck_convolution_is_direct(arguments) != 0 {
    convolveDirectly(Target.self, arguments, tiles)
  } else if a.groups == a.input_channels {
    convolveChannelwise(Target.self, a)
  } else {
    convolveByProduct(arguments) { Target.multiply($0, tiles) }
  }
  let outputPlane = a.output_height &* a.output_width
  finishActivation(
    Target.self, a.activation, a.output + a.first_position, runs: a.batch &* a.output_channels,
    stride: outputPlane, count: a.end_position &- a.first_position)
}

/// Compiled once for all kernel sets, which bring the product.
@export(interface)
public func convolveByProduct(
  _ arguments: UnsafePointer<hck_convolution>, _ multiply: (Product) -> Void
) {
  let a = arguments.pointee
  let inputs = a.input_channels / a.groups
  let rows = a.output_channels / a.groups
  let inputPlane = a.input_height &* a.input_width
  let outputPlane = a.output_height &* a.output_width
  let depth = inputs &* a.kernel_height &* a.kernel_width
  let isPointwise =
    a.kernel_height == 1 && a.kernel_width == 1 && a.stride_height == 1 && a.stride_width == 1
    && a.padding_top == 0 && a.padding_left == 0
    && a.output_height == a.input_height && a.output_width == a.input_width
  let positions = a.end_position &- a.first_position
  let block = isPointwise ? positions : Int(HCK_CONVOLUTION_COLUMNS)
  for image in 0..<a.batch {
    for group in 0..<a.groups {
      let input = a.input + (image &* a.input_channels &+ group &* inputs) &* inputPlane
      let output = a.output + (image &* a.output_channels &+ group &* rows) &* outputPlane
      var product = Product(
        rows: rows, depth: depth, columns: positions,
        left: .init(a.weights + group &* rows &* depth, rowStride: depth, elementStride: 1),
        right: .init(
          input + a.first_position, depthStride: outputPlane, blockStride: 16, isPadded: false),
        output: .init(
          UnsafePointer(output + a.first_position), rowStride: outputPlane, elementStride: 1),
        bias: nil, clamp: Clamp(a.activation))
      if let bias = a.bias {
        product.bias = .init(bias + group &* rows, rowStride: 1, elementStride: 0)
      }
      if isPointwise {
        multiply(product)
        continue
      }
      product.right = .init(
        UnsafePointer(a.scratch), depthStride: block, blockStride: 16, isPadded: true)
      var position = a.first_position
      while position < a.end_position {
        let remaining = a.end_position &- position
        product.columns = remaining < block ? remaining : block
        unroll(arguments, input, channels: inputs, from: position, count: product.columns)
        product.output.start = UnsafePointer(output + position)
        multiply(product)
        position &+= block
      }
    }
  }
}

/// Lays the taps of `count` output positions into the scratch memory, [channel][kernel row][kernel column][48];
/// taps outside the input are zero. Compiled once for all kernel sets, as moving numbers needs no vectors.
@export(interface)
public func unroll(
  _ arguments: UnsafePointer<hck_convolution>, _ input: UnsafePointer<Float>, channels: Int,
  from position: Int, count: Int
) {
  let a = arguments.pointee
  let taps = a.kernel_height &* a.kernel_width
  let channelStride = taps &* Int(HCK_CONVOLUTION_COLUMNS)
  let inputPlane = a.input_height &* a.input_width
  for tap in 0..<taps {
    let (kernelRow, kernelColumn) = (tap / a.kernel_width, tap % a.kernel_width)
    let left = kernelColumn &* a.dilation_width &- a.padding_left
    let inside = AxisRange(
      start: left, step: a.stride_width, size: a.input_width, count: a.output_width)
    var target = a.scratch + tap &* Int(HCK_CONVOLUTION_COLUMNS)
    var (outputRow, column) = (position / a.output_width, position % a.output_width)
    var remaining = count
    while remaining > 0 {
      // The part of one output row that belongs to this block.
      let length = min(remaining, a.output_width &- column)
      let inputRow =
        outputRow &* a.stride_height &- a.padding_top &+ kernelRow &* a.dilation_height
      let isInside = inputRow >= 0 && inputRow < a.input_height
      let first = isInside ? max(0, min(length, inside.first &- column)) : length
      let end = isInside ? max(first, min(length, inside.end &- column)) : length
      let source = (inputRow &* a.input_width &+ left) &+ column &* a.stride_width
      for channel in 0..<channels {
        let row = target + channel &* channelStride
        for i in 0..<first { row[i] = 0 }
        let offset = channel &* inputPlane &+ source
        if a.stride_width == 1 {
          copyRun(input + (offset &+ first), to: row + first, count: end &- first)
        } else {
          for i in first..<end { row[i] = input[offset &+ i &* a.stride_width] }
        }
        for i in end..<length { row[i] = 0 }
      }
      target += length
      remaining &-= length
      (outputRow, column) = (outputRow &+ 1, 0)
    }
    // A tile reads whole vectors: what it finds there must be numbers, so that no lane is slow.
    let padding = (16 &- count & 15) & 15
    for channel in 0..<channels {
      for i in 0..<padding { target[channel &* channelStride &+ i] = 0 }
    }
  }
}

/// Copies numbers four at a time, the last four over some that were copied before. Rejected: `update(from:count:)`,
/// whose call of the C library takes three times as long for the lines of an image.
@export(interface) @inline(never)
public func copyRun(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
) {
  func copyFour(_ place: Int) {
    UnsafeMutableRawPointer(target + place).storeBytes(
      of: UnsafeRawPointer(source + place).loadUnaligned(as: SIMD4<Float>.self),
      as: SIMD4<Float>.self)
  }
  if count < 4 {
    for i in 0..<count { target[i] = source[i] }
    return
  }
  var place = 0
  while place < count &- 4 {
    copyFour(place)
    place &+= 4
  }
  copyFour(count &- 4)
}
