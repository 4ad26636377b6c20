import HandcarFormat
import TestSupport
import Testing

@Suite struct WindowValidityTests {
  /// Every window of a pool that is accepted meets the input, unless dilation steps over it; pools whose
  /// first or last window lies in the padding alone are refused. Against all positions of each window.
  @Test func pools() {
    var generator = SeededGenerator(seed: 13)
    var accepted = 0
    for round in 0..<2_000 {
      var a = PoolAttributes()
      a.planes = 1
      (a.input, a.output, a.kernel) = ([1, 1, 1], [1, 1, 1], [1, 1, 1])
      (a.stride, a.dilation) = ([1, 1, 1], [1, 1, 1])
      a.input[2] = Int.random(in: 1...6, using: &generator)
      a.output[2] = Int.random(in: 1...6, using: &generator)
      a.kernel[2] = Int.random(in: 1...4, using: &generator)
      a.stride[2] = Int.random(in: 1...3, using: &generator)
      a.dilation[2] = Int.random(in: 1...2, using: &generator)
      a.paddingBefore[2] = Int.random(in: 0...4, using: &generator)
      let allMeet = (0..<a.output[2]).allSatisfy { output in
        let start = output * a.stride[2] - a.paddingBefore[2]
        let end = start + (a.kernel[2] - 1) * a.dilation[2]
        return start < a.input[2] && end >= 0
      }
      #expect(a.isValid == allMeet, "seed 13, round \(round)")
      accepted += a.isValid ? 1 : 0
    }
    #expect(accepted > 100)
  }

  @Test func poolLimits() {
    var a = PoolAttributes()
    a.planes = 1
    (a.input, a.output, a.kernel) = ([1, 300, 300], [1, 1, 1], [1, 300, 300])
    (a.stride, a.dilation) = ([1, 1, 1], [1, 1, 1])
    #expect(a.isValid)
    #expect(a.supports(.float32, activation: .none) && a.supports(.int8, activation: .none))
    #expect(!a.supports(.float32, activation: .relu) && !a.supports(.int32, activation: .none))
    #expect(a.operandByteCount(4, of: .float32) == 8 && a.isOptional(4))
    a.pool = .average
    #expect(!a.supports(.int8, activation: .none))
    #expect(a.operandByteCount(4, of: .float32) == 0)
    (a.input, a.kernel) = ([1, 1 << 13, 1 << 13], [1, 1 << 13, 1 << 13])
    #expect(!a.isValid)
  }

  @Test func pads() {
    var a = PadAttributes()
    (a.rank, a.inputSizes[0], a.outputSizes[0]) = (1, 3, 20)
    for before in [0, 17, -3, 1 << 30, -1 << 30] {
      a.before[0] = before
      #expect(a.isValid)
    }
    for before in [(1 << 30) + 1, -(1 << 30) - 1, .min, .max] {
      a.before[0] = before
      #expect(!a.isValid)
    }
    (a.before[0], a.inputSizes[0]) = (0, 0)
    #expect(!a.isValid)
  }
}
