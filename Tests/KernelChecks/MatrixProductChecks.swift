internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

@Sendable func multiplyRandomMatrices(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(150) {
    var random = SeededGenerator(seed: seed)
    var (m, n, k) = (random.size(), random.size(), random.size())
    if seed % 5 == 0 { n = 1 }
    if seed % 7 == 0 { m = 1 }
    if seed % 40 == 3 { k = 0 }
    while m * n * k > 20_000 { k /= 2 }
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
    let left = random.guarded(counts[0] * m * k)
    let right = random.guarded(counts[1] * k * n)
    let output = unwritten(sizes[0..<rank].reduce(1, *) * m * n, random.side())
    (a.left, a.right, a.output) = (left.readOnly, right.readOnly, output.pointer)
    a.activation = random.activation()
    kernels.matrixProduct(&a)
    let context =
      "seed \(seed): M \(m) N \(n) K \(k) strides \(text(strides[0])) and \(text(strides[1]))"
    report.expectClose(output.elements, referenceMatrixProduct(a), .sum, terms: k + 1, context)
    report.expect(
      output.isIntact && left.isIntact && right.isIntact, "\(context) wrote outside its output")
  }
}
