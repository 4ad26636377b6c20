import HandcarFormat
import TestSupport
import Testing

@Suite struct MovementOperationTests {
  @Test func permute() throws {
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
    run.run()
    #expect(run.output(0) == [1, 4, 2, 5, 3, 6] as [Int64])
  }

  /// `[2][1]` and `[2][2]` joined along the second axis, the second part at an offset in the output.
  @Test func copiesConcatenate() throws {
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
    run.run()
    #expect(run.output(0) == [1, 2, 3, 4, 5, 6] as [Float])
  }

  @Test(arguments: [
    (PadMode.constant, [9, 9, 1, 2, 3, 9] as [Int16]), (.reflect, [3, 2, 1, 2, 3, 2]),
    (.edge, [1, 1, 1, 2, 3, 3]), (.wrap, [2, 3, 1, 2, 3, 1]),
  ])
  func pad(_ mode: PadMode, _ expected: [Int16]) throws {
    #expect(try padded([1, 2, 3], before: 2, mode) == expected)
  }

  /// Over an edge more than once: reflections and repetitions go on.
  @Test func padFarBeyondTheEdge() throws {
    #expect(try padded([1, 2, 3], before: 6, .reflect) == [3, 2, 1, 2, 3, 2])
    #expect(try padded([1, 2, 3], before: 7, .wrap) == [3, 1, 2, 3, 1, 2])
    #expect(try padded([5], before: 4, .reflect) == [5, 5, 5, 5, 5, 5])
  }

  /// Six elements of a row that begins `before` elements in front of the input.
  private func padded(_ input: [Int16], before: Int, _ mode: PadMode) throws -> [Int16] {
    var a = PadAttributes()
    a.mode = mode
    a.rank = 1
    (a.inputSizes[0], a.outputSizes[0], a.before[0]) = (input.count, 6, before)
    a.value = 9
    var builder = HandcarFileBuilder()
    let x = builder.addInput([input.count], type: .int16)
    builder.addOutput([6], at: builder.append(a, inputs: [x], type: .int16), type: .int16)
    let run = try ModelRun(builder.build())
    run.setInput(0, input)
    run.run()
    return run.output(0)
  }

  @Test func crop() throws {
    var a = PadAttributes()
    a.rank = 1
    a.inputSizes = [5, 0, 0, 0, 0, 0, 0, 0]
    a.outputSizes = [2, 0, 0, 0, 0, 0, 0, 0]
    a.before = [-2, 0, 0, 0, 0, 0, 0, 0]
    var builder = HandcarFileBuilder()
    let x = builder.addInput([5], type: .uint8)
    builder.addOutput([2], at: builder.append(a, inputs: [x], type: .uint8), type: .uint8)
    let run = try ModelRun(builder.build())
    run.setInput(0, [1, 2, 3, 4, 5] as [UInt8])
    run.run()
    #expect(run.output(0) == [3, 4] as [UInt8])
  }

  @Test func maximumPoolWithPositions() throws {
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
    run.run()
    #expect(run.output(0) == [5, 3] as [Float])
    #expect(run.output(1) == [0, 3] as [Int64])
  }

  @Test func averagePool() throws {
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
    run.run()
    #expect(run.output(0) == [3, 25] as [Float])
  }
}
