internal import TestSupport
internal import _HandcarShims

/// A random pool; the output's sizes may be one more than whole windows give.
func randomPool(_ random: inout SeededGenerator, axes: Int) -> hck_pool {
  var a = hck_pool()
  a.planes = random.pick([1, 2, 3])
  (a.input, a.output, a.kernel, a.stride, a.dilation) = (
    (1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1)
  )
  func axis(_ random: inout SeededGenerator) -> [Int] {
    let (kernel, stride) = (random.pick([1, 2, 3]), random.pick([1, 1, 2, 2, 3]))
    let dilation = random.pick([1, 1, 1, 2])
    let (before, after) = (random.pick([0, 0, 1, 2]), random.pick([0, 0, 1, 2]))
    let span = (kernel - 1) * dilation + 1
    let input = max(random.pick([3, 7, 8, 12, 19, 34]), span - before - after)
    let roundsUp = random.flag()
    let steps = (input + before + after - span + (roundsUp ? stride - 1 : 0)) / stride
    return [input, steps + 1, kernel, stride, dilation, before, after]
  }
  let last = axis(&random)
  (a.input.2, a.output.2, a.kernel.2, a.stride.2) = (last[0], last[1], last[2], last[3])
  (a.dilation.2, a.padding_before.2, a.padding_after.2) = (last[4], last[5], last[6])
  if axes > 1 {
    let middle = axis(&random)
    (a.input.1, a.output.1, a.kernel.1, a.stride.1) = (middle[0], middle[1], middle[2], middle[3])
    (a.dilation.1, a.padding_before.1, a.padding_after.1) = (middle[4], middle[5], middle[6])
  }
  if axes > 2 { (a.input.0, a.output.0, a.kernel.0) = (3, 2, 2) }
  return a
}

func describe(_ a: hck_pool) -> String {
  func axes(_ sizes: (Int, Int, Int)) -> String { text([sizes.0, sizes.1, sizes.2]) }
  return "kind \(a.kind), \(a.planes) planes of \(axes(a.input)) to \(axes(a.output)), "
    + "kernel \(axes(a.kernel)), strides \(axes(a.stride)), dilations \(axes(a.dilation)), "
    + "padding \(axes(a.padding_before)) and \(axes(a.padding_after))"
}
