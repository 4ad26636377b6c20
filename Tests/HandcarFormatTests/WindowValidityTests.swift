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

  /// Accepted pads never reach beyond one reflection or one repetition of the input.
  @Test(arguments: [PadMode.constant, .reflect, .edge, .wrap]) func pads(_ mode: PadMode) {
    for size in 1...4 {
      for before in -6...6 {
        for output in 1...9 {
          var a = PadAttributes()
          (a.mode, a.rank) = (mode, 1)
          (a.inputSizes[0], a.outputSizes[0], a.before[0]) = (size, output, before)
          let positions = (0..<output).map { $0 - before }
          let expected =
            switch mode {
            case .constant, .edge: true
            case .reflect: positions.allSatisfy { $0 > -size && $0 < 2 * size - 1 }
            case .wrap: positions.allSatisfy { $0 >= -size && $0 < 2 * size }
            }
          // Only what lies in front of the input and behind it counts: the rest is cropped.
          if positions.contains(where: { $0 <= 0 }) && positions.contains(where: { $0 >= 0 }) {
            #expect(a.isValid == expected, "\(size) → \(output), \(before) before")
          } else if a.isValid {
            #expect(expected)
          }
        }
      }
    }
  }
}
