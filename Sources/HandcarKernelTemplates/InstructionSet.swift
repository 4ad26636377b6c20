public import _HandcarShims

/// What the templates need to know of a target: its vector, the shapes of its matrix-product tiles, and
/// the compiled copies of what several kernels share.
public protocol InstructionSet {
  associatedtype Vector: FloatVector
  /// Rows of the tile that is two vectors wide, 4 to 8: as many as leave registers for two vectors of the right matrix.
  static var tileRows: Int { get }
  /// Rows of the tile that is one vector wide, 4 to 8: as many sums as cover the latency of a multiply-add.
  static var narrowTileRows: Int { get }
  /// Whether tiles of `tileRows` rows, an even number, have further code for plain runs.
  static var hasPlainTiles: Bool { get }
  /// Rows of the lowest tile that is two vectors wide, 2 or 4: where fewer sums only wait longer for each other, lower ones would
  /// gain nothing but code.
  static var fewestTileRows: Int { get }
  /// What the heights of tiles that are two vectors wide are multiples of, 1 or 2, and of those that are one vector wide, 1 or 4:
  /// they compute the next rows, too.
  static var tileUnit: Int { get }
  static var narrowTileUnit: Int { get }
  /// Whether convolutions of suitable shapes are computed without unrolling; worth its code where vectors are fast.
  static var convolvesDirectly: Bool { get }
  /// `runNarrowTiles`, compiled once for this target.
  static var narrowTileRunner: TileRunner { get }
  /// `runTiles` for quartered tiles, compiled once for this target; nil where half of a vector is too short to be worth it.
  static var quarteredTileRunner: TileRunner? { get }
  /// `runTiles` for interleaved tiles, likewise.
  static var interleavedTileRunner: TileRunner? { get }
  /// `multiplyMatrices`, compiled once for this target.
  static func multiply(_ product: Product, _ tiles: WideTiles)
  /// `activate`, compiled once for this target.
  static func activate(
    _ activation: hck_activation, _ input: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, count: Int)
}
