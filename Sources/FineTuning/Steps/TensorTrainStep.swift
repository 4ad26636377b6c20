import TensorTrain

/// `y = W x + b` with W as a tensor train, by the stages of its cheapest order of cores. A dense layer is the train
/// of one core.
///
/// All states between the stages are kept: recomputing them would cost a third more, and they are no larger than
/// what the layer reads and writes at the ranks that pay.
struct TensorTrainStep: Step {
  private struct Stage {
    let product: BatchedProduct
    /// The core's place among the inputs.
    let input: Int
    /// Where each element of the stage's row-major matrix lies in the core; nil when they are the same.
    let places: [Int32]?
    /// Starts, in the prepared memory, of the row-major matrix (if `places`) and of its layouts.
    let matrixStart: Int
    let layoutStart: Int
    /// Start of the stage's result in the kept memory; nil for the last, which is the output.
    let stateStart: Int?
  }

  private let stages: [Stage]
  private let batch: Int
  private let rows: Int
  private let biasInput: Int?
  let preparedCount: Int
  let keptCount: Int
  let scratchCount: Int
  /// Floats of one of the two gradients of states that take turns in the scratch memory.
  private let largestState: Int

  init(_ shape: TTShape, batch: Int, hasBias: Bool) {
    self.batch = batch
    rows = shape.rows
    biasInput = hasBias ? 1 + shape.coreCount : nil
    var prepared = MemoryCounter()
    var kept = MemoryCounter()
    let planned = shape.stages(order: shape.bestOrder().cores, batch: batch)
    stages = planned.enumerated().map { index, stage in
      let product = BatchedProduct(P: stage.P, K: stage.K, R: stage.R, Q: stage.Q)
      let places = stage.matrixPlaces(shape)
      return Stage(
        product: product, input: 1 + stage.core, places: places,
        matrixStart: prepared.allocate(places == nil ? 0 : stage.R * stage.K),
        layoutStart: prepared.allocate(product.preparedCount),
        stateStart: index + 1 < planned.count ? kept.allocate(stage.outputCount) : nil)
    }
    // The end of the prepared memory is scratch of `prepare`.
    preparedCount = prepared.count + (stages.map { $0.product.R * $0.product.K }.max() ?? 0)
    keptCount = kept.count
    largestState = MemoryCounter.rounded(planned.dropLast().map(\.outputCount).max() ?? 0)
    scratchCount =
      2 * largestState + (stages.map(\.product.matrixGradientScratchCount).max() ?? 0)
  }

  func prepare(_ inputs: [UnsafePointer<Float>?], _ prepared: UnsafeMutablePointer<Float>) {
    let scratch = prepared + preparedCount - (stages.map { $0.product.R * $0.product.K }.max() ?? 0)
    for stage in stages {
      guard let core = inputs[stage.input] else { continue }
      var matrix = core
      if let places = stage.places {
        let target = prepared + stage.matrixStart
        for (index, place) in places.enumerated() { target[index] = core[Int(place)] }
        matrix = UnsafePointer(target)
      }
      stage.product.prepare(matrix, prepared + stage.layoutStart, scratch: scratch)
    }
  }

  func forward(_ memory: StepMemory) {
    var state = memory.inputs[0]
    for stage in stages {
      let output = stage.stateStart.map { memory.kept + $0 } ?? memory.output
      stage.product.forward(
        matrix(of: stage, memory), memory.prepared + stage.layoutStart, input: state,
        bias: stage.stateStart == nil ? bias(of: stage.product, memory) : .none, output: output)
      state = UnsafePointer(output)
    }
  }

  func backward(_ memory: StepMemory) {
    if let biasInput, let target = memory.inputGradients[biasInput] {
      sumRows(memory.outputGradient, rows: batch, columns: rows, into: target)
    }
    var gradient = memory.outputGradient
    for (index, stage) in stages.enumerated().reversed() {
      let input =
        index > 0 ? UnsafePointer(memory.kept + stages[index - 1].stateStart!) : memory.inputs[0]
      if let target = memory.inputGradients[stage.input] {
        coreGradient(stage, input: input, gradient, target, memory.scratch + 2 * largestState)
      }
      let next =
        index > 0 ? memory.scratch + index % 2 * largestState : memory.inputGradients[0]
      guard let next else { return }
      stage.product.inputGradient(
        matrix(of: stage, memory), memory.prepared + stage.layoutStart, outputGradient: gradient,
        into: next)
      gradient = UnsafePointer(next)
    }
  }

  private func matrix(of stage: Stage, _ memory: StepMemory) -> UnsafePointer<Float> {
    stage.places == nil
      ? memory.inputs[stage.input] : UnsafePointer(memory.prepared + stage.matrixStart)
  }

  /// The bias in the last stage, whose output is `[P / batch][R][Q]` for each vector of the batch.
  private func bias(of product: BatchedProduct, _ memory: StepMemory) -> Kernels.Bias {
    guard let biasInput else { return .none }
    let bias = memory.inputs[biasInput]
    return product.Q == 1 && product.P == batch
      ? .rows(bias) : .full(bias, period: product.P / batch)
  }

  private func coreGradient(
    _ stage: Stage, input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let product = stage.product
    let isInPlace = stage.places == nil && !product.gradientIsTransposed
    let result = product.matrixGradient(
      input: input, outputGradient: outputGradient, target: isInPlace ? target : nil,
      scratch: scratch)
    if isInPlace { return }
    guard let places = stage.places else {
      return transpose(result, rows: product.K, columns: product.R, into: target)
    }
    let (rowStep, columnStep) = product.gradientIsTransposed ? (1, product.R) : (product.K, 1)
    for row in 0..<product.R {
      for column in 0..<product.K {
        target[Int(places[row * product.K + column])] = result[row * rowStep + column * columnStep]
      }
    }
  }
}

extension TTStage {
  /// For each element of the stage's row-major matrix R×K its place in the core `(r_{k-1}, m_k, n_k, r_k)`; nil
  /// when the core is that matrix. Rows are `(r_{k-1}?, m_k, r_k?)`, columns `(r_{k-1}?, n_k, r_k?)`, each bond on
  /// one side.
  fileprivate func matrixPlaces(_ shape: TTShape) -> [Int32]? {
    let extents = shape.coreExtents(core)
    let left = (size: extents[0], step: extents[1] * extents[2] * extents[3])
    let row = (size: extents[1], step: extents[2] * extents[3])
    let column = (size: extents[2], step: extents[3])
    let right = (size: extents[3], step: 1)
    let rowAxes = (contractsLeftBond ? [] : [left]) + [row] + (contractsRightBond ? [] : [right])
    let columnAxes =
      (contractsLeftBond ? [left] : []) + [column] + (contractsRightBond ? [right] : [])
    var places: [Int32] = [0]
    for axis in rowAxes + columnAxes {
      places = places.flatMap { place in (0..<axis.size).map { place + Int32($0 * axis.step) } }
    }
    return places == Array(0..<Int32(places.count)) ? nil : places
  }
}
