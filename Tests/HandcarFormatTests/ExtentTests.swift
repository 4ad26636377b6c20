import HandcarFormat
import Testing

@Suite struct ExtentTests {
  @Test func multiplies() {
    #expect((Extent(3) * 5 * 4).value == 60)
    #expect((Extent(1 << 30) * (1 << 10)).value == UInt64(1 << 40))
  }

  @Test func staysBrokenOnceBroken() {
    #expect((Extent(1 << 30) * (1 << 11)).value == nil)
    #expect((Extent(1 << 30) * (1 << 30) * (1 << 30) * (1 << 30)).value == nil)
    #expect(Extent(0).value == nil)
    #expect(Extent(-1).value == nil)
    #expect((Extent(-3) * -5).value == nil)
    #expect(Extent((1 << 30) + 1).value == nil)
    #expect(Extent(.max).value == nil)
  }

  @Test func tensors() {
    let sizes: InlineArray<4, Int> = [2, 3, 5, 0]
    #expect(Extent(sizes: sizes, rank: 0).value == 1)
    #expect(Extent(sizes: sizes, rank: 3).value == 30)
    #expect(Extent(sizes: sizes, rank: 4).value == nil)
    #expect(Extent(sizes: sizes, rank: 5).value == nil)
    #expect(Extent(sizes: sizes, rank: -1).value == nil)
  }

  /// Against the largest index that the strides can produce.
  @Test func stridedTensors() {
    let sizes: InlineArray<3, Int> = [2, 3, 4]
    let strides: InlineArray<3, Int> = [0, 100, 7]
    var largest = 0
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 { largest = max(largest, i * 0 + j * 100 + k * 7) }
      }
    }
    #expect(Extent(sizes: sizes, strides: strides, rank: 3).value == UInt64(largest + 1))
    #expect(Extent(sizes: sizes, strides: [0, -1, 7], rank: 3).value == nil)
    #expect(Extent(sizes: sizes, strides: [0, .max, 7], rank: 3).value == nil)
    let huge: InlineArray<8, Int> = .init(repeating: 1 << 5)
    let wide: InlineArray<8, Int> = .init(repeating: 1 << 30)
    #expect(Extent(sizes: huge, strides: wide, rank: 8).value == UInt64(1 + 8 * 31 << 30))
  }
}
