import Testing

@testable import Reporting

@Suite struct FormatTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func groupsDigits(value: Int, text: String) { #expect(Format.count(value) == text) }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1_508_902, "1.51 MB"), (999_499, "999 kB"),
    (999_501, "1.00 MB"), (Int.max, "9.22 EB"),
  ])
  func bytes(value: Int, text: String) { #expect(Format.bytes(value) == text) }

  @Test(
    arguments: [
      (0, "0.00 ns"), (1234, "1.23 µs"), (15_500_000, "15.5 ms"), (59e9, "59.0 s"),
      (61e9, "1 min 1 s"), (3_660e9, "1 h 1 min"),
    ] as [(Double, String)])
  func durations(value: Double, text: String) {
    #expect(Format.duration(nanoseconds: value) == text)
  }

  @Test func otherUnits() {
    #expect(Format.magnitude(12) == "12")
    #expect(Format.magnitude(371_712) == "372 k")
    #expect(Format.magnitude(1.5e9) == "1.50 G")
    #expect(Format.percent(0.98742) == "98.74 %")
    #expect(Format.ratio(3.456) == "3.46×")
    #expect(Format.ratio(0.5) == "0.50×")
    #expect(Format.scientific(1.23e-6) == "1.2e-06")
    #expect(Format.scientific(0) == "0")
    #expect(Format.shape([1, 28, 28]) == "1×28×28")
    #expect(Format.shape([]) == "scalar")
  }
}
