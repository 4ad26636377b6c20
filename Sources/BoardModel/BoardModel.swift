/// What computing costs on a board: enough to tell beforehand which of two ways to compute a layer is faster.
///
/// All linear work of the runtime is done in tiles: `rows` × `vectors` sums that stay in registers while the tile
/// walks along the depth of the product. A tile costs something to begin and to store, and something for each step;
/// both depend on its size, and both can be measured on a board (`handcar profile`). To that comes what it costs
/// to begin an operation at all, and the time in which the weights can be read from where they lie.
///
/// Times are nanoseconds of one thread.
public struct BoardModel: Hashable, Sendable, Codable {
  /// A level of memory: the caches from the nearest, then the memory itself.
  public struct Memory: Hashable, Sendable, Codable {
    /// Bytes that it holds; the last level holds everything.
    public var byteCount: Int
    /// Bytes read from it in a nanosecond by one thread (the same number as GB/s).
    public var bandwidth: Double

    public init(byteCount: Int, bandwidth: Double) {
      self.byteCount = byteCount
      self.bandwidth = bandwidth
    }
  }

  /// The cost of tiles of one width, by number of rows: entry r − 1 is that of r rows.
  public struct TileCost: Hashable, Sendable, Codable {
    /// To begin a tile and to store it.
    public var start: [Double]
    /// For each step along the depth.
    public var step: [Double]

    public init(start: [Double], step: [Double]) {
      self.start = start
      self.step = step
    }

    /// Of the largest tile.
    public var rows: Int { step.count }
  }

  public var name: String
  /// Whether the numbers come from data sheets rather than from a measurement.
  public var isEstimate: Bool
  /// The kernel set that they are for.
  public var kernelSet: String
  /// Floats in a vector.
  public var vectorWidth: Int
  /// Of tiles one vector wide, then of tiles two vectors wide and, where registers are twice as wide as those vectors, of tiles two
  /// panels wide; each as many rows as the largest of these tiles has.
  public var tiles: [TileCost]
  /// The share of `TileCost.start` that a tile takes behind another one in the same columns: cores that run ahead begin it while
  /// the one before ends. Nil where it is not known: all of it.
  public var followingStart: Double?
  /// One row at a time, 16 columns wide, the form of a linear layer at batch 1.
  public var singleRow: TileCost
  /// For each row of a tile whose columns do not lie side by side in the output, or are less than a vector.
  public var stagedRow: Double
  /// To begin an operation.
  public var operation: Double
  /// To begin the loops over tiles, which a single row does without; nil where it is not known.
  public var tileLoops: Double?
  /// From the nearest cache to the memory.
  public var memories: [Memory]

  public init(
    name: String, isEstimate: Bool, kernelSet: String, vectorWidth: Int, tiles: [TileCost],
    followingStart: Double? = nil, singleRow: TileCost, stagedRow: Double, operation: Double,
    tileLoops: Double? = nil,
    memories: [Memory]
  ) {
    self.name = name
    self.isEstimate = isEstimate
    self.kernelSet = kernelSet
    self.vectorWidth = vectorWidth
    self.tiles = tiles
    self.followingStart = followingStart
    self.singleRow = singleRow
    self.stagedRow = stagedRow
    self.operation = operation
    self.tileLoops = tileLoops
    self.memories = memories
  }

  /// Whether a tile of two panels takes less than two of one, as where cores multiply two whole registers in a cycle (`WideTiles`).
  /// Cores that multiply halves take such tiles for few products.
  var multipliesWhole: Bool {
    guard tiles.count > 2, let one = tiles[1].step.last, let two = tiles[2].step.last else {
      return false
    }
    return two < 1.8 * one
  }

  /// Bytes a nanosecond at which data of a size can be read again and again.
  public func bandwidth(of byteCount: Int) -> Double {
    // A cache also holds other things; half of it is counted on.
    let level = memories.first { byteCount <= $0.byteCount / 2 } ?? memories.last
    return level?.bandwidth ?? 1
  }
}
