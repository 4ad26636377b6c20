internal import HandcarFormat
internal import HandcarRuntime
internal import TestSupport

@Sendable func runBroadcast(_ report: inout CheckReport) throws(RuntimeError) {
  var a = BinaryAttributes()
  a.operation = .subtract
  a.rank = 2
  a.sizes = [2, 3, 0, 0, 0, 0, 0, 0]
  a.leftStrides = [3, 1, 0, 0, 0, 0, 0, 0]
  a.rightStrides = [0, 1, 0, 0, 0, 0, 0, 0]
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 3])
  let y = builder.append(a, inputs: [x, builder.addParameters([1, 2, 3] as [Float])])
  builder.addOutput([2, 3], at: y)
  let run = try ModelRun(builder.build())
  run.setInput(0, [10, 20, 30, 40, 50, 60] as [Float])
  report.run(run, "difference")
  report.expectEqual(run.output(0), [9, 18, 27, 39, 48, 57] as [Float], "difference")
}

/// The output takes the place of the left input, which has its strides.
@Sendable func runQuotientInPlace(_ report: inout CheckReport) throws(RuntimeError) {
  var a = BinaryAttributes()
  a.operation = .divide
  a.rank = 1
  a.sizes = [4, 0, 0, 0, 0, 0, 0, 0]
  a.leftStrides = [1, 0, 0, 0, 0, 0, 0, 0]
  var builder = HandcarFileBuilder()
  let x = builder.addInput([4], type: .int32)
  let z = builder.addInput([1], type: .int32)
  builder.addOutput(
    [4], at: builder.append(a, inputs: [x, z], output: x, type: .int32), type: .int32)
  let run = try ModelRun(builder.build())
  run.setInput(0, [7, -7, 1, .min] as [Int32])
  run.setInput(1, [-2] as [Int32])
  report.run(run, "quotient")
  report.expectEqual(run.output(0), [-3, 3, 0, 1 << 30] as [Int32], "quotient")
  run.setInput(0, [7, -7, 1, .min] as [Int32])
  run.setInput(1, [0] as [Int32])
  report.run(run, "quotient by zero")
  report.expectEqual(run.output(0), [0, 0, 0, 0] as [Int32], "quotient by zero")
}

@Sendable func runActivation(_ report: inout CheckReport) throws(RuntimeError) {
  var a = ActivateAttributes()
  a.count = 5
  var builder = HandcarFileBuilder()
  let x = builder.addInput([5])
  builder.addOutput([5], at: builder.append(a, inputs: [x], activation: .clip, alpha: -1, beta: 2))
  let run = try ModelRun(builder.build())
  run.setInput(0, [-3, -1, 0.5, 2, 7] as [Float])
  report.run(run, "clip")
  report.expectEqual(run.output(0), [-1, -1, 0.5, 2, 2] as [Float], "clip")
  try runIntegerActivation(&report)
}

private func runIntegerActivation(_ report: inout CheckReport) throws(RuntimeError) {
  var a = ActivateAttributes()
  (a.count, a.integerLow, a.integerHigh) = (4, -5, 6)
  var builder = HandcarFileBuilder()
  let x = builder.addInput([4], type: .int8)
  builder.addOutput(
    [4], at: builder.append(a, inputs: [x], type: .int8, activation: .clip), type: .int8)
  let run = try ModelRun(builder.build())
  run.setInput(0, [-128, -5, 3, 127] as [Int8])
  report.run(run, "clip of integers")
  report.expectEqual(run.output(0), [-5, -5, 3, 6] as [Int8], "clip of integers")
}

@Sendable func runNormalization(_ report: inout CheckReport) throws(RuntimeError) {
  var a = NormalizeAttributes()
  (a.outer, a.channels, a.inner) = (2, 2, 3)
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 2, 3])
  let statistics: [[Float]] = [[2, 3], [0.5, -0.5], [1, 2], [4, 9]]
  let y = builder.append(
    a, inputs: [x] + statistics.map { builder.addParameters($0) }, epsilon: 0.25)
  builder.addOutput([2, 2, 3], at: y)
  let input = (0..<12).map { Float($0) }
  let expected = (0..<12).map { index in
    let s = statistics.map { Double($0[index / 3 % 2]) }
    return (Double(index) - s[2]) / (s[3] + 0.25).squareRoot() * s[0] + s[1]
  }
  let run = try ModelRun(builder.build())
  run.setInput(0, input)
  report.run(run, "normalization")
  report.expectAgreement(run.output(0), expected, "normalization")
}

@Sendable func runSoftmax(_ report: inout CheckReport) throws(RuntimeError) {
  var a = SoftmaxAttributes()
  (a.outer, a.length, a.inner) = (2, 3, 2)
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 3, 2])
  builder.addOutput([2, 3, 2], at: builder.append(a, inputs: [x]))
  var generator = SeededGenerator(seed: 4)
  let input = generator.floats(12)
  let expected = (0..<12).map { index in
    let first = index / 6 * 6 + index % 2
    let total = (0..<3).reduce(0.0) { $0 + exponential(Double(input[first + 2 * $1])) }
    return exponential(Double(input[index])) / total
  }
  let run = try ModelRun(builder.build())
  run.setInput(0, input)
  report.run(run, "softmax")
  report.expectAgreement(run.output(0), expected, "softmax")
}

@Sendable func runMean(_ report: inout CheckReport) throws(RuntimeError) {
  var a = ReduceMeanAttributes()
  (a.outer, a.length, a.inner) = (2, 3, 2)
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 3, 2])
  builder.addOutput([2, 2], at: builder.append(a, inputs: [x]))
  let run = try ModelRun(builder.build())
  run.setInput(0, (0..<12).map { Float($0) })
  report.run(run, "mean")
  report.expectAgreement(run.output(0), [2, 3, 8, 9], "mean")
}
