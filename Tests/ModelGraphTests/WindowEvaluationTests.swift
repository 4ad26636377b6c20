import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@Suite struct WindowEvaluationTests {
  @Test func convolutionByHand() throws {
    let x = Tensor([1, 2, 3, 4, 5], shape: [1, 1, 5])
    let weight = Tensor([1, 10], shape: [1, 1, 2])
    func run(_ strides: Int, _ dilation: Int, _ before: Int, _ after: Int) throws -> [Double] {
      let convolution = Convolution(
        kernel: [2], strides: [strides], dilations: [dilation], paddingBefore: [before],
        paddingAfter: [after])
      return try evaluate(.convolution(convolution), x, weight).doubles
    }
    #expect(try run(1, 1, 0, 0) == [21, 32, 43, 54])
    #expect(try run(2, 1, 1, 0) == [10, 32, 54])
    #expect(try run(1, 3, 0, 2) == [41, 52, 3, 4])
  }

  @Test func convolutionOfRandomShapes() throws {
    for seed in UInt64(0)..<60 {
      var generator = SeededGenerator(seed: seed)
      let (x, operation, weight, bias) = generator.convolution()
      let y = try evaluate(.convolution(operation), x, weight, bias)
      let inputsPerGroup = weight.shape[1]
      let outputsPerGroup = weight.shape[0] / operation.groups
      let kernelIndices = indices([inputsPerGroup] + operation.kernel)
      let expected = indices(y.shape).map { o in
        var sum = bias.at([o[1]])
        for k in kernelIndices {
          let place = operation.kernel.indices.map {
            o[2 + $0] * operation.strides[$0] + k[1 + $0] * operation.dilations[$0]
              - operation.paddingBefore[$0]
          }
          guard zip(place, x.shape[2...]).allSatisfy({ 0..<$1 ~= $0 }) else { continue }
          let channel = o[1] / outputsPerGroup * inputsPerGroup + k[0]
          sum += x.at([o[0], channel] + place) * weight.at([o[1]] + k)
        }
        return sum < 0 ? 0.1 * sum : sum
      }
      #expect(y.distance(to: expected) < 1e-13, "seed \(seed): \(operation) of \(x.shape)")
    }
  }

  @Test func poolsOfRandomShapes() throws {
    for seed in UInt64(0)..<80 {
      var generator = SeededGenerator(seed: seed)
      let (x, pool) = generator.pool()
      let y = try evaluate(.pool(pool), x)
      let kernelIndices = indices(pool.kernel)
      let expected = indices(y.shape).map { o in
        var inside: [Double] = []
        var paddedCount = 0
        for k in kernelIndices {
          let place = pool.kernel.indices.map {
            o[2 + $0] * pool.strides[$0] + k[$0] * pool.dilations[$0] - pool.paddingBefore[$0]
          }
          if zip(place.indices, place).allSatisfy({ $1 < x.shape[2 + $0] + pool.paddingAfter[$0] })
          {
            paddedCount += 1
          }
          if zip(place, x.shape[2...]).allSatisfy({ 0..<$1 ~= $0 }) {
            inside.append(x.at([o[0], o[1]] + place))
          }
        }
        switch pool.kind {
        case .maximum: return inside.max()!
        case .average(let includesPadding):
          return inside.reduce(0, +) / Double(includesPadding ? paddedCount : inside.count)
        }
      }
      #expect(y.distance(to: expected) < 1e-14, "seed \(seed): \(pool) of \(x.shape)")
    }
  }

  private func maximumPool(columnMajor: Bool) -> Pool {
    Pool(
      kind: .maximum, kernel: [2, 2], strides: [1, 1], dilations: [1, 1], paddingBefore: [0, 0],
      paddingAfter: [0, 0], outputSizes: [1, 2], columnMajorIndices: columnMajor)
  }

  @Test func positionsOfMaxima() throws {
    let x = Tensor(
      [0, 0, 5, 1, 0, 5, /* second channel */ 3, 3, 3, 3, 3, 3], shape: [1, 2, 2, 3])
    let rows = try evaluate(.pool(maximumPool(columnMajor: false)), [x], outputCount: 2)
    #expect(rows[0].doubles == [1, 5, 3, 3])
    #expect(rows[1].integers == [3, 2, 6, 7])
    let columns = try evaluate(.pool(maximumPool(columnMajor: true)), [x], outputCount: 2)
    #expect(columns[1].integers == [1, 4, 6, 8])
    #expect(columns[1].elementType == .int64)
  }

  @Test func maximumPoolOfIntegers() throws {
    let x = Tensor(integers: [1, -1, 3, 0, 0, 2], shape: [1, 1, 2, 3], elementType: .uint64)
    #expect(try evaluate(.pool(maximumPool(columnMajor: false)), x).integers == [-1, -1])
    let signed = Tensor(integers: [1, -1, 3, 0, 0, 2], shape: [1, 1, 2, 3], elementType: .int8)
    #expect(try evaluate(.pool(maximumPool(columnMajor: false)), signed).integers == [1, 3])
  }

  @Test func emptyBatches() throws {
    let pool = maximumPool(columnMajor: false)
    #expect(try evaluate(.pool(pool), Tensor([], shape: [0, 2, 2, 3])).shape == [0, 2, 1, 2])
    let convolution = Convolution(
      kernel: [1], strides: [1], dilations: [1], paddingBefore: [0], paddingAfter: [0])
    let y = try evaluate(
      .convolution(convolution), Tensor([], shape: [0, 1, 4]), Tensor([2], shape: [1, 1, 1]))
    #expect(y.shape == [0, 1, 4])
    // No input channels: only the bias is left.
    let biased = try evaluate(
      .convolution(convolution), Tensor([], shape: [1, 0, 2]), Tensor([], shape: [1, 0, 1]),
      Tensor([7], shape: [1]))
    #expect(biased.doubles == [7, 7])
  }
}

extension SeededGenerator {
  mutating func convolution() -> (Tensor, Convolution, weight: Tensor, bias: Tensor) {
    let rank = int(1...2)
    let groups = int(1...3)
    let kernel = (0..<rank).map { _ in int(1...3) }
    let dilations = (0..<rank).map { _ in int(1...2) }
    let operation = Convolution(
      kernel: kernel, strides: (0..<rank).map { _ in int(1...3) }, dilations: dilations,
      paddingBefore: (0..<rank).map { _ in int(0...3) },
      paddingAfter: (0..<rank).map { _ in int(0...3) }, groups: groups,
      activation: .leakyRelu(slope: 0.1))
    let spatial = zip(kernel, dilations).map { ($0 - 1) * $1 + int(1...5) }
    let inputs = int(1...2)
    let outputs = groups * int(1...2)
    return (
      tensor([int(1...2), groups * inputs] + spatial), operation,
      tensor([outputs, inputs] + kernel), tensor([outputs])
    )
  }

  /// A pool of which every window holds an element; the last may hang over the padded input.
  mutating func pool() -> (Tensor, Pool) {
    let rank = int(1...3)
    let kind: Pool.Kind = [
      .maximum, .average(includesPadding: false), .average(includesPadding: true),
    ][int(0...2)]
    var pool = Pool(
      kind: kind, kernel: [], strides: [], dilations: [], paddingBefore: [], paddingAfter: [],
      outputSizes: [])
    var shape = [int(1...2), int(1...3)]
    for _ in 0..<rank {
      let (kernel, stride, dilation) = (int(1...3), int(1...3), int(1...2))
      let extent = (kernel - 1) * dilation
      let size = extent + int(1...4)
      let before = int(0...min(extent, 2))
      let after = int(0...min(extent, 2))
      var outputs = (size + before + after - extent - 1) / stride + 1
      // Rounding up, as long as the window starts inside the input.
      if int(0...1) == 1, outputs * stride - before < size { outputs += 1 }
      shape.append(size)
      pool.kernel.append(kernel)
      pool.strides.append(stride)
      pool.dilations.append(dilation)
      pool.paddingBefore.append(before)
      pool.paddingAfter.append(after)
      pool.outputSizes.append(outputs)
    }
    return (tensor(shape), pool)
  }
}
