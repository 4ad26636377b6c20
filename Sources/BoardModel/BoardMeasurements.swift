/// Times of small models made of linear layers, as `handcar profile` and `handcar-run profile` take them: the numbers
/// of a board model follow from them.
///
/// Every number is the slope or the intercept of such times, each the shortest of many runs: what disturbs a run only
/// ever lengthens it.
public struct BoardMeasurements: Hashable, Sendable, Codable {
  /// Linear layers one behind the other, and how long a run of them takes.
  public struct Timing: Hashable, Sendable, Codable {
    /// Rows of the input.
    public var batch: Int
    /// Inputs of the first layer, then outputs of each.
    public var widths: [Int]
    public var nanoseconds: Double

    public init(batch: Int, widths: [Int], nanoseconds: Double) {
      self.batch = batch
      self.widths = widths
      self.nanoseconds = nanoseconds
    }
  }

  public var name: String
  /// The kernel set that was measured.
  public var kernelSet: String
  /// Bytes of the data caches, from the nearest.
  public var caches: [Int]
  public var timings: [Timing]

  public init(name: String, kernelSet: String, caches: [Int], timings: [Timing]) {
    self.name = name
    self.kernelSet = kernelSet
    self.caches = caches
    self.timings = timings
  }
}

/// The models whose times make a board model; `Tools/handcar-run/board_profile.c` measures the same.
public struct BoardProbes: Sendable {
  /// Columns and rows of the largest tiles, from one vector of columns to the widest, by kernel set: as the instruction sets in
  /// `HandcarKernels` and their `WideTiles` say.
  private static let tiles = [
    "avx2": [(columns: 8, rows: 8), (16, 6)],
    "avx512": [(columns: 8, rows: 8), (16, 8), (32, 8)],
    "neon": [(columns: 4, rows: 8), (8, 8)],
    "portable": [(columns: 4, rows: 4), (8, 4)],
  ]
  /// Depths between which a step is measured; the matrix of seven tiles of the larger one still fits a small first
  /// cache, or the second where tiles are two panels wide.
  let shallow = 16
  let deep = 64
  /// Layers of one number, behind the first of them.
  let chainLength = 32
  /// Tiles that a layer has one of at most.
  let narrower: [(columns: Int, rows: Int)]
  let widest: (columns: Int, rows: Int)
  let caches: [Int]

  public init(kernelSet: String, caches: [Int]) {
    let tiles = Self.tiles[kernelSet] ?? [(4, 4), (8, 4)]
    (narrower, widest) = (tiles.dropLast(), tiles[tiles.count - 1])
    self.caches = caches
  }

  /// What is to be measured: the batch and the widths of each model.
  public var all: [(batch: Int, widths: [Int])] {
    var probes = [(batch: 1, widths: [1, 1]), (batch: 1, widths: chain)]
    for batch in 1...widest.rows {
      for depth in [shallow, deep] {
        for tiles in [1, 7] { probes.append((batch, wide(tiles: tiles, depth: depth))) }
      }
    }
    for tiles in [1, 7] { probes.append((2 * widest.rows, wide(tiles: tiles, depth: deep))) }
    for tile in narrower {
      for batch in 2...tile.rows {
        for depth in [shallow, 4 * deep] { probes.append((batch, [depth, tile.columns])) }
      }
    }
    probes.append((widest.rows, edge))
    return probes + memoryLevels.map { (1, $0.widths) }
  }

  var vectorWidth: Int { narrower[0].columns }

  var chain: [Int] { [Int](repeating: 1, count: chainLength + 2) }

  /// A layer as wide as some of the widest tiles.
  func wide(tiles: Int, depth: Int) -> [Int] { [depth, tiles * widest.columns] }

  /// A layer whose only tile, two vectors wide, reaches over its edge.
  var edge: [Int] { [shallow, 2 * vectorWidth - 1] }

  /// A layer whose weights fill half of each cache, and one that none holds.
  var memoryLevels: [(byteCount: Int, widths: [Int])] {
    let beyond = min(4 * (caches.last ?? 1 << 22), 256 << 20)
    let used = caches.map { ($0, $0 / 2) } + [(Int.max, beyond)]
    return used.map { byteCount, weights in
      let side = max(16, Int((Double(weights) / 4).squareRoot()) / 16 * 16)
      return (byteCount, [side, side])
    }
  }
}

extension BoardModel {
  /// - Throws: `BoardModelError` when the time of a model is missing.
  public init(_ measurements: BoardMeasurements) throws(BoardModelError) {
    let probes = BoardProbes(kernelSet: measurements.kernelSet, caches: measurements.caches)
    func time(_ batch: Int, _ widths: [Int]) throws(BoardModelError) -> Double {
      let found = measurements.timings.first { $0.batch == batch && $0.widths == widths }
      guard let found else {
        throw BoardModelError("'timings' has none of batch \(batch) and widths \(widths)")
      }
      return found.nanoseconds
    }
    /// The slope of times over the depth, in nanoseconds a step.
    func step(_ short: Double, _ shallow: Int, _ long: Double, _ deep: Int) -> Double {
      max((long - short) / Double(deep - shallow), 0.01)
    }
    /// What one more of the widest tiles, or of several below each other, adds to a layer.
    func tile(_ batch: Int, _ depth: Int) throws(BoardModelError) -> Double {
      let (many, one) = (probes.wide(tiles: 7, depth: depth), probes.wide(tiles: 1, depth: depth))
      return (try time(batch, many) - time(batch, one)) / 6
    }
    /// The cost of the widest tiles, from two depths.
    func widest(_ batch: Int) throws(BoardModelError) -> (start: Double, step: Double) {
      let (short, long) = (try tile(batch, probes.shallow), try tile(batch, probes.deep))
      let step = step(short, probes.shallow, long, probes.deep)
      return (max(short - step * Double(probes.shallow), 0.5), step)
    }
    /// A layer has at most one narrower tile: its step shows in the depth, its start is that of the widest.
    func narrowStep(_ batch: Int, _ columns: Int) throws(BoardModelError) -> Double {
      let (shallow, deep) = (probes.shallow, 4 * probes.deep)
      return step(
        try time(batch, [shallow, columns]), shallow, try time(batch, [deep, columns]), deep)
    }

    let smallest = try time(1, [1, 1])
    let operation = max((try time(1, probes.chain) - smallest) / Double(probes.chainLength), 1)
    let single = try widest(1)
    // A batch of one takes the way of a single row; its tiles count as those of two rows.
    var wide: [(start: Double, step: Double)] = []
    for rows in 1...probes.widest.rows { wide.append(try widest(max(rows, 2))) }
    let highest = wide[probes.widest.rows - 1]
    let following =
      try tile(2 * probes.widest.rows, probes.deep) - tile(probes.widest.rows, probes.deep)
      - highest.step * Double(probes.deep)
    // What a layer of one tile takes besides that tile.
    var beginnings = 0.0
    for rows in 2...probes.widest.rows {
      let (start, step) = wide[rows - 1]
      beginnings += try time(rows, probes.wide(tiles: 1, depth: probes.shallow))
      beginnings -= smallest + start + step * Double(probes.shallow)
    }
    let tileLoops = max(beginnings / Double(probes.widest.rows - 1), 1)
    var tiles: [TileCost] = []
    for tile in probes.narrower {
      var cost = TileCost(start: [], step: [])
      for rows in 1...tile.rows {
        cost.start.append(wide[min(rows, wide.count) - 1].start)
        cost.step.append(try narrowStep(max(rows, 2), tile.columns))
      }
      tiles.append(cost)
    }
    tiles.append(TileCost(start: wide.map(\.start), step: wide.map(\.step)))
    let whole = try time(probes.widest.rows, [probes.shallow, 2 * probes.vectorWidth])
    let edge = try time(probes.widest.rows, probes.edge)

    var memories: [Memory] = []
    for level in probes.memoryLevels {
      let bytes = 4 * level.widths[0] * level.widths[1]
      let bandwidth = Double(bytes) / max(try time(1, level.widths) - smallest, 1)
      let slowest = memories.last?.bandwidth ?? .infinity
      memories.append(Memory(byteCount: level.byteCount, bandwidth: min(bandwidth, slowest)))
    }
    let panel = 16 / Double(probes.widest.columns)
    self.init(
      name: measurements.name, isEstimate: false, kernelSet: measurements.kernelSet,
      vectorWidth: probes.vectorWidth, tiles: tiles,
      followingStart: min(max(following / highest.start, 0), 1),
      singleRow: TileCost(start: [single.start * panel], step: [single.step * panel]),
      stagedRow: max((edge - whole) / Double(probes.widest.rows), 0.1), operation: operation,
      tileLoops: tileLoops, memories: memories)
  }
}
