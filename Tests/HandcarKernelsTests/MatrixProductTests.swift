import HandcarKernels
import Testing
import TestSupport
import _HandcarShims

@Suite struct MatrixProductTests {
  @Test(arguments: KernelSuite.sets)
  func randomShapes(_ set: KernelSet) {
    let kernels = KernelTable(for: set)
    for seed in 0..<150 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var (m, n, k) = (random.size(), random.size(), random.size())
      if seed % 5 == 0 { n = 1 }
      if seed % 7 == 0 { m = 1 }
      if seed % 40 == 3 { k = 0 }
      // A batch of 2×3, of which each operand repeats an axis or not.
      let rank = random.pick([0, 1, 2])
      let sizes = [2, 3]
      var a = hck_matrix_product()
      var counts = [1, 1]
      var strides = [[0, 0], [0, 0]]
      for operand in 0..<2 {
        for axis in (0..<rank).reversed() where random.flag() {
          strides[operand][axis] = counts[operand]
          counts[operand] *= sizes[axis]
        }
      }
      (a.M, a.N, a.K, a.rank) = (m, n, k, rank)
      (a.sizes.0, a.sizes.1) = (2, 3)
      (a.left_strides.0, a.left_strides.1) = (strides[0][0], strides[0][1])
      (a.right_strides.0, a.right_strides.1) = (strides[1][0], strides[1][1])
      while m * n * k > 20_000 { k /= 2 }
      a.K = k
      let left = random.guarded(counts[0] * m * k)
      let right = random.guarded(counts[1] * k * n)
      let count = sizes[0..<rank].reduce(1, *) * m * n
      let output = GuardedBuffer([Float](repeating: .nan, count: count), guarding: random.side())
      (a.left, a.right, a.output) = (left.readOnly, right.readOnly, output.pointer)
      a.activation = random.pick(KernelSuite.activations)
      kernels.matrixProduct(&a)
      expectClose(
        output.elements, referenceMatrixProduct(a), .sum, terms: k + 1,
        "\(set) seed \(seed): M \(m) N \(n) K \(k) strides \(strides)")
      #expect(output.isIntact && left.isIntact && right.isIntact, "\(set) seed \(seed)")
    }
  }
}
