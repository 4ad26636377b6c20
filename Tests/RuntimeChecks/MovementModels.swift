internal import HandcarFormat
internal import HandcarRuntime
internal import TestSupport

@Sendable func runPermutation(_ report: inout CheckReport) throws(RuntimeError) {
  var a = PermuteAttributes()
  a.rank = 2
  a.sizes = [3, 2, 0, 0, 0, 0, 0, 0]
  a.strides = [1, 3, 0, 0, 0, 0, 0, 0]
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 3], type: .int64)
  builder.addOutput(
    [3, 2], at: builder.append(a, inputs: [x], type: .int64), type: .int64)
  let run = try ModelRun(builder.build())
  run.setInput(0, [1, 2, 3, 4, 5, 6] as [Int64])
  report.run(run, "transposition")
  report.expectEqual(run.output(0), [1, 4, 2, 5, 3, 6] as [Int64], "transposition")
}

/// `[2][1]` and `[2][2]` joined along the second axis, the second part at an offset in the output.
@Sendable func runConcatenation(_ report: inout CheckReport) throws(RuntimeError) {
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 1])
  let z = builder.addInput([2, 2])
  let whole = builder.allocate(24)
  var first = CopyAttributes()
  (first.outer, first.run, first.sourceStride, first.destinationStride) = (2, 4, 4, 12)
  builder.append(
    first, inputs: [x],
    output: Operand(space: .arena, offset: Int(whole.offset), byteCount: 16))
  var second = CopyAttributes()
  (second.outer, second.run, second.sourceStride, second.destinationStride) = (2, 8, 8, 12)
  builder.append(
    second, inputs: [z],
    output: Operand(space: .arena, offset: Int(whole.offset) + 4, byteCount: 20))
  builder.addOutput([2, 3], at: whole)
  let run = try ModelRun(builder.build())
  run.setInput(0, [1, 4] as [Float])
  run.setInput(1, [2, 3, 5, 6] as [Float])
  report.run(run, "two copies")
  report.expectEqual(run.output(0), [1, 2, 3, 4, 5, 6] as [Float], "two copies")
}

/// The last three go over an edge more than once: reflections and repetitions go on.
@Sendable func runPadding(_ report: inout CheckReport) throws(RuntimeError) {
  try runPad(.constant, [1, 2, 3] as [Int16], of: .int16, before: 2, [9, 9, 1, 2, 3, 9], &report)
  try runPad(
    .constant, [1, 2, 3, 4, 5] as [Int16], of: .int16, before: -2, [3, 4, 5, 9, 9, 9], &report)
  try runPad(.constant, [1, 2, 3, 4, 5] as [UInt8], of: .uint8, before: -2, [3, 4], &report)
  try runPad(.reflect, [1, 2, 3] as [Int16], of: .int16, before: 2, [3, 2, 1, 2, 3, 2], &report)
  try runPad(.edge, [1, 2, 3] as [Int16], of: .int16, before: 2, [1, 1, 1, 2, 3, 3], &report)
  try runPad(.wrap, [1, 2, 3] as [Int16], of: .int16, before: 2, [2, 3, 1, 2, 3, 1], &report)
  try runPad(.reflect, [1, 2, 3] as [Int16], of: .int16, before: 6, [3, 2, 1, 2, 3, 2], &report)
  try runPad(.wrap, [1, 2, 3] as [Int16], of: .int16, before: 7, [3, 1, 2, 3, 1, 2], &report)
  try runPad(.reflect, [5] as [Int16], of: .int16, before: 4, [5, 5, 5, 5, 5, 5], &report)
}

/// A row that begins `before` elements in front of the input.
private func runPad<Element: FixedWidthInteger>(
  _ mode: PadMode, _ input: [Element], of type: ElementType, before: Int, _ expected: [Element],
  _ report: inout CheckReport
) throws(RuntimeError) {
  var a = PadAttributes()
  a.mode = mode
  a.rank = 1
  (a.inputSizes[0], a.outputSizes[0], a.before[0]) = (input.count, expected.count, before)
  a.value = 9
  var builder = HandcarFileBuilder()
  let x = builder.addInput([input.count], type: type)
  builder.addOutput(
    [expected.count], at: builder.append(a, inputs: [x], type: type), type: type)
  let run = try ModelRun(builder.build())
  run.setInput(0, input)
  report.run(run, "mode \(mode.rawValue) before \(before)")
  report.expectEqual(run.output(0), expected, "mode \(mode.rawValue) before \(before)")
}

@Sendable func runPools(_ report: inout CheckReport) throws(RuntimeError) {
  try runMaximumPool(&report)
  try runAveragePool(&report)
}

private func runMaximumPool(_ report: inout CheckReport) throws(RuntimeError) {
  var a = PoolAttributes()
  a.planes = 1
  (a.input, a.output, a.kernel) = ([1, 1, 4], [1, 1, 2], [1, 1, 3])
  (a.stride, a.dilation) = ([1, 1, 2], [1, 1, 1])
  (a.paddingBefore, a.paddingAfter) = ([0, 0, 1], [0, 0, 0])
  var builder = HandcarFileBuilder()
  let x = builder.addInput([4])
  let positions = builder.allocate(16)
  let y = builder.append(a, inputs: [x, nil, nil, nil, positions])
  builder.addOutput([2], at: y)
  builder.addOutput([2], at: positions, type: .int64, name: "positions")
  let run = try ModelRun(builder.build())
  run.setInput(0, [5, 1, 2, 3] as [Float])
  report.run(run, "maximum")
  report.expectEqual(run.output(0), [5, 3] as [Float], "maximum")
  report.expectEqual(run.output(1), [0, 3] as [Int64], "positions")
}

private func runAveragePool(_ report: inout CheckReport) throws(RuntimeError) {
  var a = PoolAttributes()
  a.pool = .average
  a.planes = 2
  (a.input, a.output, a.kernel) = ([1, 2, 2], [1, 1, 1], [1, 2, 2])
  (a.stride, a.dilation) = ([1, 1, 1], [1, 1, 1])
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 2, 2])
  builder.addOutput([2], at: builder.append(a, inputs: [x]))
  let run = try ModelRun(builder.build())
  run.setInput(0, [1, 2, 3, 6, 10, 20, 30, 40] as [Float])
  report.run(run, "average")
  report.expectEqual(run.output(0), [3, 25] as [Float], "average")
}
