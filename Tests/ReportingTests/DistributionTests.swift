import TestSupport
import Testing

@testable import Reporting

@Suite struct DistributionTests {
  @Test func percentilesInterpolate() throws {
    let four = try #require(Distribution([4, 1, 3, 2]))
    #expect(four.minimum == 1)
    #expect(four.maximum == 4)
    #expect(four.mean == 2.5)
    #expect(four.median == 2.5)
    #expect(four.percentile(25) == 1.75)  // numpy.percentile([1, 2, 3, 4], 25)
    #expect(four.percentile(-1) == 1)
    #expect(four.percentile(101) == 4)
    #expect(four.spread == 0.6)
  }

  @Test func oneValueAndNone() throws {
    let one = try #require(Distribution([7]))
    #expect(one.median == 7)
    #expect(one.percentile(99) == 7)
    #expect(one.spread == 0)
    #expect(Distribution([]) == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func percentilesAgreeWithCounting(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let values = generator.doubles(101)
    let distribution = try #require(Distribution(values))
    for rank in 0...100 {
      // With 101 values, percentile p is the value that has exactly p values below it.
      let value = distribution.percentile(Double(rank))
      let below = values.count { $0 < value - 1e-12 }
      #expect(below == rank, "seed \(seed)")
    }
  }
}

@Suite struct ProgressBarTests {
  @Test func showsShareAndTimeLeft() {
    let line = ProgressBar.line(label: "run", done: 15, total: 30, seconds: 2)
    #expect(line == "run  " + repeated("━", 15) + repeated("─", 15) + "   50 %  2.00 s left")
  }

  @Test func endsAreSafe() {
    #expect(ProgressBar.line(label: "run", done: 0, total: 30, seconds: 2).hasSuffix("  0 %"))
    #expect(
      ProgressBar.line(label: "run", done: 31, total: 30, seconds: 2).hasSuffix("0.00 ns left"))
  }

  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }
}
