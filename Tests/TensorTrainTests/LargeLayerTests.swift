import Foundation
import LinearAlgebra
import TensorTrain
import TestSupport
import Testing

/// The first fully connected layer of VGG-16, 25088 → 4096: 411 MB of weights. Too heavy for
/// every run; measure with
///
///     HANDCAR_LARGE_TESTS=1 /usr/bin/time -v swift test --filter LargeLayerTests
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HANDCAR_LARGE_TESTS"] != nil), .serialized)
struct LargeLayerTests {
  @Test(arguments: [4, 16])
  func decomposesIntoSixCores(_ rank: Int) throws {
    var random = SeededGenerator(seed: 1)
    let w = Matrix(rows: 4096, columns: 25_088, elements: random.floats(4096 * 25_088))
    let shape = try TTShape(parsing: "4x4x4x4x4x4:2x7x8x8x7x4:\(rank)")
    let clock = ContinuousClock()
    let start = clock.now
    let found = try TTMatrix.decompose(w, shape: shape)
    print("\(shape): \(clock.now - start), relative error \(found.relativeError)")
    #expect(found.matrix.shape == shape)
    // All cores but the last have orthonormal columns, so its norm is that of W', and W' is a
    // projection of W.
    let last = Matrix(
      rows: 1, columns: found.matrix.cores[5].count, elements: found.matrix.cores[5]
    ).norm
    let squares = last * last + found.error * found.error
    #expect(abs(squares / (found.norm * found.norm) - 1) < 1e-5)
  }
}
