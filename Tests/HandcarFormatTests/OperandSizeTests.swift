import HandcarFormat
import TestSupport
import Testing

/// Byte counts against the largest index that the definition of an operation touches.
@Suite struct OperandSizeTests {
  @Test func contraction() {
    for rows in [1, 15, 16, 17, 31] {
      var a = ContractionAttributes()
      (a.batch, a.depth, a.rows, a.columns, a.biasPeriod) = (6, 3, rows, 5, 2)
      #expect(a.isValid)
      #expect(a.operandByteCount(0, of: .float32) == UInt64(6 * 3 * 5 * 4))
      #expect(a.operandByteCount(1, of: .float32) == UInt64(rows * 3 * 4))
      #expect(a.operandByteCount(2, of: .float32) == 0)
      #expect(a.operandByteCount(3, of: .float32) == 0)
      #expect(a.operandByteCount(5, of: .float32) == UInt64(6 * rows * 5 * 4))
      #expect(a.operandAlignment(1, of: .float32) == 4)
      a.layout = .panels
      var panels = 0
      while panels * 16 < rows { panels += 1 }
      #expect(a.operandByteCount(1, of: .float32) == UInt64(panels * 16 * 3 * 4))
      #expect(a.operandAlignment(1, of: .float32) == 64)
      a.biasMode = .perRow
      #expect(a.operandByteCount(2, of: .float32) == UInt64(rows * 4))
      a.biasMode = .full
      #expect(a.isValid)
      #expect(a.operandByteCount(2, of: .float32) == UInt64(2 * rows * 5 * 4))
      a.biasPeriod = 4
      #expect(!a.isValid)
    }
  }

  /// Random strided operations: the brute-force largest index, plus one.
  @Test func stridedOperations() {
    var generator = SeededGenerator(seed: 12)
    for round in 0..<200 {
      let rank = Int.random(in: 0...4, using: &generator)
      var sizes = InlineArray<8, Int>(repeating: 0)
      var strides = InlineArray<8, Int>(repeating: 0)
      for axis in 0..<rank {
        sizes[axis] = Int.random(in: 1...4, using: &generator)
        strides[axis] = Int.random(in: 0...9, using: &generator)
      }
      var indices = [0]
      for axis in 0..<rank {
        indices = indices.flatMap { base in (0..<sizes[axis]).map { base + $0 * strides[axis] } }
      }
      let touched = UInt64(indices.max()! + 1)
      var permute = PermuteAttributes()
      (permute.rank, permute.sizes, permute.strides) = (rank, sizes, strides)
      #expect(permute.operandByteCount(0, of: .int16) == 2 * touched, "seed 12, round \(round)")
      #expect(permute.operandByteCount(5, of: .int16) == UInt64(2 * indices.count))
      var binary = BinaryAttributes()
      (binary.rank, binary.sizes, binary.rightStrides) = (rank, sizes, strides)
      #expect(binary.operandByteCount(0, of: .int64) == 8)
      #expect(binary.operandByteCount(1, of: .int64) == 8 * touched, "seed 12, round \(round)")
    }
  }

  @Test func copy() {
    var a = CopyAttributes()
    (a.outer, a.run, a.sourceStride, a.destinationStride) = (3, 5, 2, 7)
    #expect(a.isValid)
    #expect(a.operandByteCount(0, of: .float32) == UInt64(2 * 2 + 5))
    #expect(a.operandByteCount(5, of: .float32) == UInt64(2 * 7 + 5))
    a.destinationStride = 4
    #expect(!a.isValid)
    a.outer = 1
    #expect(a.isValid)
    a.sourceStride = -1
    #expect(!a.isValid)
  }

  @Test func convolution() {
    var a = ConvolutionAttributes()
    a.batch = 2
    (a.inputChannels, a.inputHeight, a.inputWidth) = (6, 5, 4)
    (a.outputChannels, a.outputHeight, a.outputWidth) = (4, 3, 2)
    (a.kernelHeight, a.kernelWidth, a.strideHeight, a.strideWidth) = (3, 3, 1, 1)
    (a.dilationHeight, a.dilationWidth, a.groups) = (1, 1, 2)
    #expect(a.isValid)
    #expect(a.operandByteCount(0, of: .float32) == UInt64(2 * 6 * 5 * 4 * 4))
    #expect(a.operandByteCount(1, of: .float32) == UInt64(4 * 3 * 3 * 3 * 4))
    #expect(a.operandByteCount(2, of: .float32) == 16 && a.isOptional(2))
    #expect(a.operandByteCount(4, of: .float32) == a.scratchByteCount.map { UInt64($0) })
    #expect(a.operandByteCount(5, of: .float32) == UInt64(2 * 4 * 3 * 2 * 4))
    for change: @Sendable (inout ConvolutionAttributes) -> Void in [
      { $0.groups = 4 }, { $0.groups = 0 }, { $0.groups = 3 }, { $0.strideHeight = 0 },
      { $0.dilationWidth = 0 }, { $0.paddingTop = -1 }, { $0.kernelWidth = 0 },
      { $0.dilationHeight = 1 << 30 }, { ($0.outputWidth, $0.strideWidth) = (1 << 20, 1 << 20) },
    ] {
      var wrong = a
      change(&wrong)
      #expect(!wrong.isValid, "\(wrong)")
    }
  }
}
