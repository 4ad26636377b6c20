import BoardModel
import HandcarFormat
import HandcarHost
import Lowering
import ModelGraph
import Reporting

/// The numbers of a board model, measured on this machine through the runtime as any program uses it.
///
/// Every number is the slope or the intercept of times of small linear layers, each the shortest of many runs: what
/// disturbs a run only ever lengthens it.
struct BoardMeasurement {
  let board: BoardModel

  /// Rows of the largest tile, by kernel set: as the instruction sets in `HandcarKernels` say.
  private static let tileRows = ["avx2": 6, "neon": 8, "portable": 4]
  private static let vectorWidth = ["avx2": 8, "neon": 4, "portable": 4]
  /// Depths between which a step is measured; the matrix of seven tiles of the larger one still fits a small first
  /// cache.
  private static let (shallow, deep) = (16, 64)

  /// - Parameters:
  ///   - seconds: how long each of some fifty layers is measured.
  ///   - progress: told the part of the work that is done, 0…1.
  init(name: String, seconds: Double = 0.05, progress: (Double) -> Void) throws {
    let kernelSet = Model.kernelSet
    let rows = Self.tileRows[kernelSet] ?? 4
    let width = Self.vectorWidth[kernelSet] ?? 4
    let caches = CacheSizes().byteCounts
    let steps = Double(2 * rows + caches.count + 4)
    var done = 0.0
    func advance() {
      done += 1
      progress(done / steps)
    }

    let smallest = try shortestTime(seconds, LinearChain(batch: 1, widths: [1, 1]))
    let chain = try shortestTime(
      seconds, LinearChain(batch: 1, widths: [Int](repeating: 1, count: 34)))
    let operation = max((chain - smallest) / 32, 1)
    advance()

    /// The cost of tiles of two vectors, from what six more of them add to a layer at two depths.
    func wideTile(batch: Int) throws -> (start: Double, step: Double) {
      func tile(depth: Int) throws -> Double {
        func time(_ tiles: Int) throws -> Double {
          try shortestTime(seconds, LinearChain(batch: batch, widths: [depth, tiles * 2 * width]))
        }
        return try (time(7) - time(1)) / 6
      }
      let (short, long) = try (tile(depth: Self.shallow), tile(depth: Self.deep))
      let step = max((long - short) / Double(Self.deep - Self.shallow), 0.01)
      advance()
      return (max(short - step * Double(Self.shallow), 0.5), step)
    }
    /// A layer has at most one tile of a single vector: its step shows in the depth, its start is that of a wide one.
    func narrowStep(batch: Int) throws -> Double {
      let short = try shortestTime(
        seconds, LinearChain(batch: batch, widths: [Self.shallow, width]))
      let long = try shortestTime(
        seconds, LinearChain(batch: batch, widths: [4 * Self.deep, width]))
      advance()
      return max((long - short) / Double(4 * Self.deep - Self.shallow), 0.01)
    }
    let single = try wideTile(batch: 1)
    // A batch of one takes the way of a single row; its tiles count as those of two rows.
    let counts = [2] + Array(2...rows)
    let wide = try counts.map { try wideTile(batch: $0) }
    let narrow = try counts.map { try narrowStep(batch: $0) }
    let tiles = [
      BoardModel.TileCost(start: wide.map(\.start), step: narrow),
      BoardModel.TileCost(start: wide.map(\.start), step: wide.map(\.step)),
    ]
    let panel = Double(16 / (2 * width))
    let whole = try shortestTime(
      seconds, LinearChain(batch: rows, widths: [Self.shallow, 2 * width]))
    let edge = try shortestTime(
      seconds, LinearChain(batch: rows, widths: [Self.shallow, 2 * width - 1]))
    advance()

    var memories: [BoardModel.Memory] = []
    for (level, byteCount) in (caches + [4 * (caches.last ?? 1 << 22)]).enumerated() {
      let used = level < caches.count ? byteCount / 2 : min(byteCount, 256 << 20)
      let side = Int((Double(used) / 4).squareRoot()) / 16 * 16
      let time = try shortestTime(seconds, LinearChain(batch: 1, widths: [side, side])) - smallest
      let bandwidth = Double(4 * side * side) / time
      let slowest = memories.last?.bandwidth ?? .infinity
      memories.append(
        BoardModel.Memory(
          byteCount: level < caches.count ? byteCount : .max, bandwidth: min(bandwidth, slowest)))
      advance()
    }
    board = BoardModel(
      name: name, isEstimate: false, kernelSet: kernelSet, vectorWidth: width, tiles: tiles,
      singleRow: BoardModel.TileCost(
        start: [single.start * panel], step: [single.step * panel]),
      stagedRow: max((edge - whole) / Double(rows), 0.1), operation: operation, memories: memories)
  }
}

/// Linear layers one behind the other.
private struct LinearChain {
  let batch: Int
  /// Inputs of the first layer, then outputs of each.
  let widths: [Int]

  func model() throws -> Model {
    var graph = Graph(name: "profile")
    var value = graph.addInput("x", TensorType(.float32, [batch, widths[0]]))
    for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      let weights = [Float](repeating: 0.5, count: inputs * outputs)
      let constant = graph.addConstant("w\(index)", Tensor(weights, shape: [outputs, inputs]))
      value = try graph.addNode(
        .linear(activation: nil), [value, constant], name: "layer\(index)")[0]
    }
    graph.outputs = [value]
    var options = LoweringOptions()
    options.testInputs = .none
    return try Model(bytes: try lower(graph, options: options).bytes)
  }
}

/// The shortest time of a run, in nanoseconds.
private func shortestTime(_ seconds: Double, _ chain: LinearChain) throws -> Double {
  let session = try Session(try chain.model())
  let loop = TimingLoop(.seconds(seconds)) { session.run() }
  return loop.nanoseconds.min() ?? 0
}
