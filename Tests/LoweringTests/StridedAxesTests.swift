import Testing

@testable import Lowering

@Suite struct StridedAxesTests {
  @Test func denseTensorsBecomeOneAxis() {
    let axes = StridedAxes(merging: [2, 3, 5], strides: [[15, 5, 1], [15, 5, 1]])
    #expect(axes.sizes == [30])
    #expect(axes.strides == [[1], [1]])
  }

  @Test func axesThatRepeatStayApart() {
    // A bias of shape (3, 1) added to (2, 3, 5).
    let axes = StridedAxes(merging: [2, 3, 5], strides: [[15, 5, 1], [0, 1, 0]])
    #expect(axes.sizes == [2, 3, 5])
    // A scalar repeats along all.
    let scalar = StridedAxes(merging: [2, 3, 5], strides: [[15, 5, 1], [0, 0, 0]])
    #expect(scalar.sizes == [30])
    #expect(scalar.strides == [[1], [0]])
  }

  @Test func axesOfSizeOneVanish() {
    let axes = StridedAxes(
      merging: [1, 4, 1, 3, 1], strides: [[12, 3, 3, 1, 1], [0, 0, 0, 1, 0]])
    #expect(axes.sizes == [4, 3])
    #expect(axes.strides == [[3, 1], [0, 1]])
    #expect(StridedAxes(merging: [], strides: [[], []]).sizes.isEmpty)
    #expect(StridedAxes(merging: [1, 1], strides: [[1, 1]]).sizes.isEmpty)
  }

  @Test func strides() {
    #expect(denseStrides(of: [2, 3, 5]) == [15, 5, 1])
    #expect(denseStrides(of: []) == [])
  }
}
