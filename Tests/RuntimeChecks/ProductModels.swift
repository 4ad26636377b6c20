internal import HandcarFormat
internal import HandcarRuntime
internal import TestSupport

// Each operation of a file reaches its kernel with the right sizes, addresses and activation. What a
// kernel computes is checked with the kernels.

@Sendable func runContraction(_ report: inout CheckReport) throws(RuntimeError) {
  for layout in [MatrixLayout.rowMajor, .panels] {
    for biasMode in [BiasMode.none, .perRow, .full] {
      try runContraction(layout, biasMode, &report)
    }
  }
}

private func runContraction(
  _ layout: MatrixLayout, _ biasMode: BiasMode, _ report: inout CheckReport
) throws(RuntimeError) {
  let (P, K, R, Q, period) = (4, 3, 18, 5, 2)
  var generator = SeededGenerator(seed: 1)
  let input = generator.floats(P * K * Q)
  let matrix = generator.floats(R * K)
  let bias = generator.floats(biasMode == .full ? period * R * Q : R)

  var attributes = ContractionAttributes()
  (attributes.batch, attributes.depth, attributes.rows, attributes.columns) = (P, K, R, Q)
  (attributes.layout, attributes.biasMode, attributes.biasPeriod) = (layout, biasMode, period)
  var panels = [Float](repeating: 0, count: (R + 15) / 16 * K * 16)
  for r in 0..<R {
    for k in 0..<K { panels[(r / 16 * K + k) * 16 + r % 16] = matrix[r * K + k] }
  }
  var builder = HandcarFileBuilder()
  let x = builder.addInput([P, K, Q])
  let y = builder.append(
    attributes,
    inputs: [
      x, builder.addParameters(layout == .panels ? panels : matrix),
      biasMode == .none ? nil : builder.addParameters(bias),
    ], activation: .leakyRelu, alpha: 0.25)
  builder.addOutput([P, R, Q], at: y)

  var expected: [Double] = []
  for p in 0..<P {
    for r in 0..<R {
      for q in 0..<Q {
        var sum =
          switch biasMode {
          case .none: 0.0
          case .perRow: Double(bias[r])
          case .full: Double(bias[(p % period * R + r) * Q + q])
          }
        for k in 0..<K { sum += Double(matrix[r * K + k]) * Double(input[(p * K + k) * Q + q]) }
        expected.append(sum < 0 ? 0.25 * sum : sum)
      }
    }
  }
  let context = "layout \(layout.rawValue) bias \(biasMode.rawValue)"
  let run = try ModelRun(builder.build())
  run.setInput(0, input)
  report.run(run, context)
  report.expectAgreement(run.output(0), expected, context)
}

@Sendable func runConvolution(_ report: inout CheckReport) throws(RuntimeError) {
  for groups in [1, 2, 4] { try runConvolution(groups: groups, &report) }
}

private func runConvolution(groups: Int, _ report: inout CheckReport) throws(RuntimeError) {
  let (batch, channels, height, width, filters) = (2, 4, 6, 5, 8)
  var generator = SeededGenerator(seed: 2)
  let input = generator.floats(batch * channels * height * width)
  let weights = generator.floats(filters * channels / groups * 3 * 2)
  let bias = generator.floats(filters)
  let (outHeight, outWidth) = (3, 4)

  var a = ConvolutionAttributes()
  a.batch = batch
  (a.inputChannels, a.inputHeight, a.inputWidth) = (channels, height, width)
  (a.outputChannels, a.outputHeight, a.outputWidth) = (filters, outHeight, outWidth)
  (a.kernelHeight, a.kernelWidth, a.strideHeight, a.strideWidth) = (3, 2, 2, 1)
  (a.dilationHeight, a.dilationWidth, a.paddingTop, a.paddingLeft) = (1, 2, 1, 0)
  a.groups = groups
  var builder = HandcarFileBuilder()
  let x = builder.addInput([batch, channels, height, width])
  let y = builder.append(
    a, inputs: [x, builder.addParameters(weights), builder.addParameters(bias)],
    activation: .relu)
  builder.addOutput([batch, filters, outHeight, outWidth], at: y)

  var expected: [Double] = []
  let perGroup = channels / groups
  for n in 0..<batch {
    for f in 0..<filters {
      for oy in 0..<outHeight {
        for ox in 0..<outWidth {
          var sum = Double(bias[f])
          for c in 0..<perGroup {
            for ky in 0..<3 {
              for kx in 0..<2 {
                let (iy, ix) = (oy * 2 - 1 + ky, ox + 2 * kx)
                guard iy >= 0, iy < height, ix < width else { continue }
                let channel = f / (filters / groups) * perGroup + c
                sum +=
                  Double(input[((n * channels + channel) * height + iy) * width + ix])
                  * Double(weights[((f * perGroup + c) * 3 + ky) * 2 + kx])
              }
            }
          }
          expected.append(max(sum, 0))
        }
      }
    }
  }
  let run = try ModelRun(builder.build())
  run.setInput(0, input)
  report.run(run, "groups \(groups)")
  report.expectAgreement(run.output(0), expected, "groups \(groups)")
}

@Sendable func runMatrixProduct(_ report: inout CheckReport) throws(RuntimeError) {
  let (M, N, K) = (2, 3, 4)
  var generator = SeededGenerator(seed: 3)
  let left = generator.floats(2 * 3 * M * K)
  let right = generator.floats(3 * K * N)
  var a = MatrixProductAttributes()
  (a.rows, a.columns, a.depth, a.rank) = (M, N, K, 2)
  a.sizes = [2, 3, 0, 0, 0, 0]
  a.leftStrides = [3, 1, 0, 0, 0, 0]
  a.rightStrides = [0, 1, 0, 0, 0, 0]
  var builder = HandcarFileBuilder()
  let x = builder.addInput([2, 3, M, K])
  let z = builder.addInput([3, K, N])
  builder.addOutput([2, 3, M, N], at: builder.append(a, inputs: [x, z]))

  var expected: [Double] = []
  for b in 0..<6 {
    for m in 0..<M {
      for n in 0..<N {
        var sum = 0.0
        for k in 0..<K {
          sum += Double(left[(b * M + m) * K + k]) * Double(right[(b % 3 * K + k) * N + n])
        }
        expected.append(sum)
      }
    }
  }
  let run = try ModelRun(builder.build())
  run.setInput(0, left)
  run.setInput(1, right)
  report.run(run, "product")
  report.expectAgreement(run.output(0), expected, "product")
}
