internal import HandcarKernels
internal import TestSupport
internal import _HandcarShims

@Sendable func contractRandomShapes(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(400) {
    var random = SeededGenerator(seed: seed)
    var (p, k, r, q) = (random.size(), random.size(), random.size(), random.size())
    if seed % 4 == 0 { p = 1 }
    if seed % 3 == 0 { q = 1 }
    if seed % 50 == 7 { k = 0 }
    if seed % 50 == 11 { r = 0 }
    if seed % 50 == 17 { q = 0 }
    if seed % 50 == 23 { p = 0 }
    while p * k * r * q > 60_000 {
      if p > 1 { p /= 2 } else { k /= 2 }
    }
    contract(kernels, p, k, r, q, &random, "seed \(seed)", &report)
  }
}

/// Every number of rows and columns around the tiles, at a few depths.
@Sendable func contractTileEdges(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 1)
  for r in 0...18 {
    for q in 0...18 {
      let k = [1, 3, 4, 9][(r + q) % 4]
      contract(kernels, 1 + r % 2, k, r, q, &random, "edges", &report)
    }
  }
}

/// Few columns of several entries of the batch, which tiles take together.
@Sendable func contractFewColumns(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 2)
  for p in 2...13 {
    for q in 2...23 {
      let (k, r) = ([1, 3, 4, 9][(p + q) % 4], [2, 5, 6, 7, 16][(p + 2 * q) % 5])
      contract(kernels, p, k, r, q, &random, "few columns", &report)
    }
  }
}

/// So few steps along depth that the right matrix may stay in registers, at many rows and columns.
@Sendable func contractShallowMatrices(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 3)
  for k in 0...9 {
    for (p, r, q) in [(1, 5, 96), (3, 2, 35), (41, 48, 1), (7, 31, 1), (2, 33, 5), (1, 16, 16)] {
      contract(kernels, p, k, r, q, &random, "shallow", &report)
      // Only these may be computed otherwise.
      for layout in [HCK_LAYOUT_ROW_MAJOR, HCK_LAYOUT_PANELS] {
        contract(kernels, p, k, r, q, layout: layout, isPlain: true, &random, "shallow", &report)
      }
    }
  }
}

/// A few columns left over from panels, of which tiles may take two steps along depth at once.
@Sendable func contractLastColumnsOfPanels(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 4)
  for k in [14, 16, 17, 62, 63, 64, 65, 66, 510, 512, 514] {
    for (p, r) in [
      (2, 1), (3, 4), (5, 2), (9, 12), (13, 20), (31, 27), (101, 3), (7, 13), (203, 5), (17, 10),
      (99, 35),
    ] {
      contract(
        kernels, p, k, r, 1, layout: HCK_LAYOUT_PANELS, &random, "last columns", &report)
    }
  }
}

/// Columns that are half a vector, or leave so much, of every number of rows that tiles of one or two heights may have.
@Sendable func contractHalvesOfVectors(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 6)
  for r in 2...18 {
    for (p, q) in [(4, 4), (5, 4), (4, 5), (7, 6), (4, 7), (6, 8), (4, 12), (5, 20), (9, 16)] {
      for isPlain in [true, false] {
        contract(
          kernels, p, 9, r, q, layout: HCK_LAYOUT_ROW_MAJOR, isPlain: isPlain, &random, "halves",
          &report)
      }
    }
  }
}

/// Columns that are no whole panels, of a few entries of the batch: tiles may take them as if they were, with void lanes or with
/// some columns twice.
@Sendable func contractPartsOfPanels(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 8)
  for q in Array(9...31) + [49, 57, 61, 79] {
    for p in [1, 2, 3, 6] {
      // Rows of less and of more tiles than there are addresses for at once.
      let (k, r) = ([1, 15, 16, 33, 63][(p + q) % 5], [5, 47, 48, 53, 99, 102][(p + 2 * q) % 6])
      for isPlain in [true, false] {
        contract(
          kernels, p, k, r, q, layout: HCK_LAYOUT_ROW_MAJOR, isPlain: isPlain, &random,
          "parts of panels", &report)
        contract(
          kernels, r, k, q, p, layout: HCK_LAYOUT_PANELS, isPlain: isPlain, &random,
          "parts of panels", &report)
      }
    }
  }
  // The right matrices of all entries in the memory of the tiles, or one too many.
  for (k, q) in [(125, 13), (156, 13), (157, 13), (169, 12), (170, 12)] {
    contract(
      kernels, 5, k, 50, q, layout: HCK_LAYOUT_ROW_MAJOR, &random, "parts of panels", &report)
  }
}

/// Whole panels, of which tiles may take several at once: side by side, or of several entries of the batch.
@Sendable func contractSeveralPanels(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 9)
  // Rows of less and of more tiles than there are addresses for at once.
  for r in Array(2...26) + [95, 96, 97, 98, 103] {
    for q in [16, 32, 64, 96, 127, 144, 256] {
      let (k, p) = ([1, 7, 16, 33][(r + q / 32) % 4], [1, 2, 3, 5][(2 * r + q / 16) % 4])
      for isPlain in [true, false] {
        contract(
          kernels, p, k, r, q, layout: HCK_LAYOUT_ROW_MAJOR, isPlain: isPlain, &random,
          "several panels", &report)
        contract(
          kernels, r, k, q, p, layout: HCK_LAYOUT_PANELS, isPlain: isPlain, &random,
          "several panels", &report)
      }
    }
  }
}

/// Deep panels, which tiles may ask for early, near ones and those of matrices that the second cache does not hold, of which tiles may
/// have more rows where these lie evenly.
@Sendable func contractDeepPanels(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 11)
  // The rows are those of entries, each by itself; of one group; of groups that tiles do not end with.
  for (p, k, r, q) in [
    (5, 128, 32, 1), (6, 127, 64, 1), (7, 128, 64, 1), (14, 129, 79, 1), (1, 128, 96, 13),
    (3, 131, 112, 5), (6, 513, 544, 1), (12, 512, 529, 1), (16, 1024, 272, 1), (27, 517, 528, 1),
    (1, 512, 545, 12), (1, 515, 560, 29), (2, 520, 528, 7), (3, 512, 544, 13),
  ] {
    contract(
      kernels, p, k, r, q, layout: HCK_LAYOUT_PANELS, isPlain: p == 6, &random, "deep panels",
      &report)
  }
}

/// Panels times one vector, which may be taken two at a time: with the bits that each panel has alone, so that threads may divide
/// them as they like.
@Sendable func contractPanelsByVector(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 10)
  for k in [0, 1, 7, 8, 9, 15, 16, 17, 64, 131] {
    for r in [1, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 107] {
      for isPlain in [true, false] {
        contract(
          kernels, 1, k, r, 1, layout: HCK_LAYOUT_PANELS, isPlain: isPlain, &random,
          "panels by vector", &report)
      }
    }
  }
  // A matrix of over 8 MB, too.
  for (k, r) in [(37, 83), (129, 160), (1031, 2050)] {
    let input = GuardedBuffer(random.floats(k), guarding: random.side())
    let matrix = GuardedBuffer(random.floats((r + 15) / 16 * 16 * k), guarding: random.side())
    let bias = GuardedBuffer(random.floats(r), guarding: random.side())
    let whole = unwritten(r, random.side())
    let parts = unwritten(r, random.side())
    var a = hck_contraction()
    (a.P, a.K, a.R, a.Q, a.output_rows, a.row_stride) = (1, k, r, 1, r, 1)
    (a.layout, a.bias_mode) = (HCK_LAYOUT_PANELS, HCK_BIAS_PER_ROW)
    (a.input, a.matrix, a.bias) = (input.readOnly, matrix.readOnly, bias.readOnly)
    a.output = whole.pointer
    kernels.contraction(&a)
    report.expectClose(
      whole.elements, referenceContraction(a), .sum, terms: k + 1, "panels by vector: K \(k) R \(r)"
    )
    for row in stride(from: 0, to: r, by: 16) {
      a.R = min(16, r - row)
      (a.matrix, a.bias) = (matrix.readOnly + row * k, bias.readOnly + row)
      a.output = parts.pointer + row
      kernels.contraction(&a)
    }
    report.expect(
      whole.elements.map { $0.bitPattern } == parts.elements.map { $0.bitPattern },
      "panels by vector: K \(k) R \(r) has other bits than panel by panel")
    report.expect(
      whole.isIntact && parts.isIntact, "panels by vector: K \(k) R \(r) wrote outside its output")
  }
}

/// Four columns of many entries of the batch, whose tiles may be turned around.
@Sendable func contractFourColumns(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 5)
  for k in [0, 1, 2, 27, 128, 129] {
    for (p, r) in [(47, 16), (48, 16), (49, 16), (50, 32), (51, 16), (48, 17), (51, 31)] {
      for isPlain in [true, false] {
        contract(
          kernels, p, k, r, 4, layout: HCK_LAYOUT_ROW_MAJOR, isPlain: isPlain, &random,
          "four columns", &report)
      }
    }
  }
}

/// Panels whose rows lie side by side in the output, so many in a group: sums leave a few rows at a time, some of which
/// are cut where addresses at hand end.
@Sendable func contractGroupsOfRows(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 7)
  for q in 2...17 {
    for (p, r) in [(1, 16), (3, 20), (7, 5), (13, 35), (29, 7)] {
      for isPlain in [true, false] {
        contract(
          kernels, p, 5, r, q, layout: HCK_LAYOUT_PANELS, isPlain: isPlain, &random,
          "groups of rows", &report)
      }
    }
  }
}

/// Pairs of panels whose rows lie side by side in the output in groups of fours, which tiles may turn around as they store them.
@Sendable func contractTurnedRows(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  var random = SeededGenerator(seed: 12)
  for q in [3, 4, 6, 8, 12, 16, 20, 28, 52] {
    for (p, k, r) in [(1, 33, 32), (2, 1, 64), (3, 16, 80), (4, 7, 97), (9, 5, 48), (1, 513, 544)] {
      for isPlain in [true, false] {
        contract(
          kernels, p, k, r, q, layout: HCK_LAYOUT_PANELS, isPlain: isPlain, &random,
          "turned rows", &report)
      }
      // Some rows and columns of a larger output.
      contract(
        kernels, p, k, r, q, outputRows: r + 3, rowStride: q + 5, layout: HCK_LAYOUT_PANELS,
        &random, "part of turned rows", &report)
    }
  }
}

@Sendable func contractLongRows(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  let shapes = [
    (1, 1001, 33, 1), (1, 517, 3, 1), (2, 300, 16, 3), (1, 129, 1, 70),
    // More rows than there are addresses at once, in one group and in many.
    (1, 3, 203, 9), (211, 4, 21, 1), (40, 3, 20, 5), (33, 2, 17, 8),
    // More entries of the batch than are taken at once, an odd number of them.
    (5, 300, 7, 70), (7, 129, 9, 264),
    // Rows of the right matrix 2 kB apart and nearly so.
    (1, 5, 19, 511), (3, 9, 17, 512), (1, 8, 23, 529), (2, 17, 9, 559),
  ]
  for (p, k, r, q) in shapes {
    for seed in rounds.seeds(4) {
      var random = SeededGenerator(seed: seed)
      contract(kernels, p, k, r, q, &random, "seed \(seed)", &report)
    }
  }
}

/// Some rows and columns of a larger product, as a thread computes them: the numbers around them stay as they are.
@Sendable func contractParts(
  _ kernels: KernelTable, _ rounds: Rounds, _ report: inout CheckReport
) {
  for seed in rounds.seeds(300) {
    var random = SeededGenerator(seed: seed)
    var (p, k, r, q) = (random.size(), random.size(), random.size(), random.size())
    if seed % 3 == 0 { p = 1 }
    if seed % 5 == 0 { q = 1 }
    if seed % 7 == 0 { r = 1 }
    while p * k * r * q > 30_000 {
      if p > 1 { p /= 2 } else { k /= 2 }
    }
    contract(
      kernels, p, k, r, q, outputRows: r + random.pick([0, 1, 16]),
      rowStride: q + (q > 1 ? random.pick([0, 1, 5, 16, 33]) : 0), &random, "part, seed \(seed)",
      &report)
  }
}

/// - Parameters:
///   - outputRows: rows of output[p], of which the first r are computed; nil: r.
///   - rowStride: columns of input[p] and output[p], of which the first q take part; nil: q.
///   - layout: of the matrix; nil: any.
///   - isPlain: whether there are neither a bias nor an activation.
private func contract(
  _ kernels: KernelTable, _ p: Int, _ k: Int, _ r: Int, _ q: Int, outputRows: Int? = nil,
  rowStride: Int? = nil, layout: UInt32? = nil, isPlain: Bool = false,
  _ random: inout SeededGenerator, _ name: String, _ report: inout CheckReport
) {
  let (outputRows, rowStride) = (outputRows ?? r, rowStride ?? q)
  /// From the first to the last element that takes part.
  func extent(_ entries: Int, _ rowsOfEntry: Int, _ rows: Int) -> Int {
    guard entries > 0, rows > 0, q > 0 else { return 0 }
    return ((entries - 1) * rowsOfEntry + rows - 1) * rowStride + q
  }
  let usesPanels = layout.map { $0 == HCK_LAYOUT_PANELS } ?? random.flag()
  let input = random.guarded(extent(p, k, k))
  var numbers = random.floats(r * k)
  if usesPanels {
    var panels = [Float](repeating: 0, count: (r + 15) / 16 * k * 16)
    for row in 0..<r {
      for depth in 0..<k {
        panels[(row / 16 * k + depth) * 16 + row % 16] = numbers[row * k + depth]
      }
    }
    numbers = panels
  }
  let matrix = GuardedBuffer(numbers, guarding: random.side())
  var a = hck_contraction()
  (a.P, a.K, a.R, a.Q, a.output_rows, a.row_stride) = (p, k, r, q, outputRows, rowStride)
  a.layout = usesPanels ? HCK_LAYOUT_PANELS : HCK_LAYOUT_ROW_MAJOR
  if !isPlain {
    a.activation = random.activation()
    a.bias_mode = random.pick([HCK_BIAS_NONE, HCK_BIAS_PER_ROW, HCK_BIAS_FULL])
  }
  // The period divides P.
  a.bias_period = random.pick((1...max(p, 1)).filter { p % $0 == 0 })
  let biasCount =
    a.bias_mode == HCK_BIAS_NONE
    ? 0 : a.bias_mode == HCK_BIAS_PER_ROW ? r : extent(a.bias_period, outputRows, r)
  let bias = random.guarded(biasCount)
  let output = unwritten(extent(p, outputRows, r), random.side())
  a.input = input.readOnly
  a.matrix = matrix.readOnly
  a.bias = a.bias_mode == HCK_BIAS_NONE ? nil : bias.readOnly
  a.output = output.pointer
  kernels.contraction(&a)
  let context =
    "\(name): P \(p) K \(k) R \(r)/\(outputRows) Q \(q)/\(rowStride) layout \(a.layout) "
    + "bias \(a.bias_mode)/\(a.bias_period) activation \(a.activation.kind)"
  var computed: [Float] = []
  var isOnlyThePart = true
  for (place, element) in output.elements.enumerated() {
    let row = place / max(rowStride, 1)
    if row % max(outputRows, 1) < r && place % max(rowStride, 1) < q {
      computed.append(element)
    } else if !element.isNaN {
      isOnlyThePart = false
    }
  }
  report.expectClose(computed, referenceContraction(a), .sum, terms: k + 1, context)
  report.expect(isOnlyThePart, "\(context) wrote between the rows of its part")
  report.expect(
    output.isIntact && input.isIntact && matrix.isIntact && bias.isIntact,
    "\(context) wrote outside its output")
}
