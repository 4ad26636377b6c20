import TensorTrain

/// A tensor-train layer computed with its dense matrix, which is rebuilt from the cores once for each update. At the
/// ranks of trained networks the chain of stages often has more multiply-adds for a whole batch (1.6 times those of
/// the dense layer for `16x16:28x28:16`), and `paysOff` tells when.
///
/// Slices leave the gradient of the matrix; `finish` adds them up and carries the sum back to the cores.
struct RebuiltTensorTrainStep: Step {
  private let shape: TTShape
  private let product: BatchedProduct
  private let biasInput: Int?
  /// Where each run of n_d elements of the interleaved matrix `(i_1, j_1, …, i_d, j_d)` lies in W.
  private let runs: [Int32]

  // Starts in the prepared memory: W, its layouts, the product of cores 1…k for each k, the gradient of
  // the last of them, two gradients of earlier ones, and room for an operand transposed.
  private let layoutStart: Int
  private let mergedStarts: [Int]
  private let gradientStart: Int
  private let partStarts: [Int]
  private let turnedStart: Int
  let preparedCount: Int

  init(_ shape: TTShape, batch: Int, hasBias: Bool) {
    self.shape = shape
    product = BatchedProduct(P: batch, K: shape.columns, R: shape.rows, Q: 1)
    biasInput = hasBias ? 1 + shape.coreCount : nil
    let last = shape.coreCount - 1
    var runs: [Int32] = [0]
    var (rowStep, columnStep) = (shape.rows * shape.columns, shape.columns)
    for k in 0...last {
      rowStep /= shape.rowModes[k]
      columnStep /= shape.columnModes[k]
      let columns = k < last ? shape.columnModes[k] : 1
      runs = runs.flatMap { start in
        (0..<shape.rowModes[k]).flatMap { i in
          (0..<columns).map { j in start + Int32(i * rowStep + j * columnStep) }
        }
      }
    }
    self.runs = runs
    var memory = MemoryCounter()
    let size = shape.rows * shape.columns
    _ = memory.allocate(size)
    layoutStart = memory.allocate(product.preparedCount)
    let counts = (0...last).map { Self.mergedRows(shape, $0) * shape.ranks[$0 + 1] }
    mergedStarts = counts.map { memory.allocate($0) }
    gradientStart = memory.allocate(size)
    let part = counts.dropLast().max() ?? 0
    partStarts = [memory.allocate(part), memory.allocate(part)]
    let core = (0...last).map { shape.coreExtents($0).reduce(1, *) }.max() ?? 0
    turnedStart = memory.allocate(max(part, core))
    preparedCount = memory.count
  }

  /// m_1 n_1 … m_k n_k, k counted from 0.
  private static func mergedRows(_ shape: TTShape, _ k: Int) -> Int {
    (0...k).reduce(1) { $0 * shape.rowModes[$1] * shape.columnModes[$1] }
  }

  /// Whether a step takes less time this way, for a batch cut into slices.
  ///
  /// Multiply-adds of both, forward and both gradients; each element of W that is packed, copied or added counts six,
  /// as measured.
  static func paysOff(_ shape: TTShape, batch: Int, slices: Int) -> Bool {
    if shape.coreCount == 1 { return false }
    let size = Double(shape.rows) * Double(shape.columns)
    let merges = (1..<shape.coreCount).reduce(0.0) {
      $0 + Double(mergedRows(shape, $1)) * Double(shape.ranks[$1] * shape.ranks[$1 + 1])
    }
    let samples = Double(batch * slices)
    let chain = 3 * samples * Double(shape.bestOrder().multiplyAccumulates)
    return 3 * (samples * size + merges) + 6 * size * Double(slices + 3) < chain
  }

  /// The gradient of W.
  var keptCount: Int { shape.rows * shape.columns }
  var scratchCount: Int { product.matrixGradientScratchCount }

  func prepare(_ inputs: [UnsafePointer<Float>?], _ prepared: UnsafeMutablePointer<Float>) {
    guard var merged = inputs[1] else { return }
    for k in 1..<shape.coreCount {
      guard let core = inputs[1 + k] else { return }
      let next = prepared + mergedStarts[k]
      Kernels.contract(
        1, shape.ranks[k], Self.mergedRows(shape, k - 1), coreColumns(k), matrix: merged,
        input: core, output: next)
      merged = UnsafePointer(next)
    }
    let run = shape.columnModes[shape.coreCount - 1]
    for (index, start) in runs.enumerated() {
      (prepared + Int(start)).update(from: merged + index * run, count: run)
    }
    product.prepare(prepared, prepared + layoutStart, scratch: prepared + turnedStart)
  }

  func forward(_ memory: StepMemory) {
    product.forward(
      memory.prepared, memory.prepared + layoutStart, input: memory.inputs[0],
      bias: biasInput.map { .rows(memory.inputs[$0]) } ?? .none, output: memory.output)
  }

  func backward(_ memory: StepMemory) {
    if let biasInput, let target = memory.inputGradients[biasInput] {
      sumRows(memory.outputGradient, rows: product.P, columns: shape.rows, into: target)
    }
    let result = product.matrixGradient(
      input: memory.inputs[0], outputGradient: memory.outputGradient,
      target: product.gradientIsTransposed ? nil : memory.kept, scratch: memory.scratch)
    if product.gradientIsTransposed {
      transpose(result, rows: shape.columns, columns: shape.rows, into: memory.kept)
    }
    guard let target = memory.inputGradients[0] else { return }
    product.inputGradient(
      memory.prepared, memory.prepared + layoutStart, outputGradient: memory.outputGradient,
      into: target)
  }

  /// With A = product of cores 1…k−1, dA = dM · G_kᵀ and dG_k = Aᵀ · dM, from the last core to the first. The
  /// gradients are left with the first slice; those of the others stay zero.
  func finish(_ slices: [StepMemory]) {
    guard let memory = slices.first else { return }
    let prepared = memory.prepared
    let run = shape.columnModes[shape.coreCount - 1]
    let whole = prepared + gradientStart
    for (index, start) in runs.enumerated() {
      let target = whole + index * run
      target.update(from: memory.kept + Int(start), count: run)
      for slice in slices.dropFirst() { add(slice.kept + Int(start), to: target, run) }
    }
    var gradient = UnsafePointer(whole)
    let turned = prepared + turnedStart
    for k in (1..<shape.coreCount).reversed() {
      let (rows, rank, columns) = (Self.mergedRows(shape, k - 1), shape.ranks[k], coreColumns(k))
      if let target = memory.inputGradients[1 + k] {
        let merged = k > 1 ? UnsafePointer(prepared + mergedStarts[k - 1]) : memory.inputs[1]
        transpose(merged, rows: rows, columns: rank, into: turned)
        Kernels.contract(1, rows, rank, columns, matrix: turned, input: gradient, output: target)
      }
      transpose(memory.inputs[1 + k], rows: rank, columns: columns, into: turned)
      guard let next = k > 1 ? prepared + partStarts[k % 2] : memory.inputGradients[1] else {
        return
      }
      Kernels.contract(1, columns, rows, rank, matrix: gradient, input: turned, output: next)
      gradient = UnsafePointer(next)
    }
  }

  /// m_k n_k r_k
  private func coreColumns(_ k: Int) -> Int {
    shape.rowModes[k] * shape.columnModes[k] * shape.ranks[k + 1]
  }
}
